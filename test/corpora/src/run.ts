import { resolve } from 'node:path';
import { corpora, judgeCorpus } from './corpora';

const groups = [...new Set(corpora.map(({ group }) => group))];

interface Arguments {
  directory: string;
  only?: string;
  nameContains?: string;
}

function parseArguments(args: readonly string[]): Arguments | undefined {
  const result: Arguments = {
    directory: resolve(process.cwd(), '../shared/corpora'),
  };
  const rest = [...args];
  for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
    if (next === '--only') result.only = rest.shift() ?? '';
    else if (next.startsWith('--only=')) result.only = next.slice(7);
    else if (next === '--case') result.nameContains = rest.shift();
    else if (next.startsWith('--')) return undefined;
    else result.directory = resolve(process.cwd(), next);
  }
  const { only } = result;
  return only === undefined || groups.includes(only) ? result : undefined;
}

/** Prints a line for each file, and behind it one for each case that does not agree; those without a reason make it fail. */
async function main({
  directory,
  only,
  nameContains,
}: Arguments): Promise<number> {
  let unexplained = 0;
  let found = 0;
  for (const corpus of corpora) {
    if (only !== undefined && only !== corpus.group) continue;
    const result = await judgeCorpus(corpus, directory, nameContains);
    if (!result) {
      process.stderr.write(`${corpus.file} is not there\n`);
      continue;
    }
    found++;
    const { total, failures } = result;
    process.stdout.write(
      `${corpus.file} ${total - failures.length}/${total}\n`,
    );
    for (const { name, verdict, known } of failures) {
      if (known === undefined) unexplained++;
      const reason = known ? `[${known}]` : verdict.replace(/\s*\n\s*/g, ' ');
      process.stdout.write(`  ${name}: ${reason}\n`);
    }
  }
  if (found === 0) process.stderr.write(`there is no corpus in ${directory}\n`);
  return unexplained === 0 && found > 0 ? 0 : 1;
}

const parsed = parseArguments(process.argv.slice(2));
if (parsed) {
  main(parsed).then(
    code => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
      process.exitCode = 1;
    },
  );
} else {
  process.stderr.write(
    `usage: npm run corpora -- [DIR] [--only ${groups.join(
      '|',
    )}] [--case TEXT]\n`,
  );
  process.exitCode = 2;
}
