import { resolve } from 'node:path';
import { corpora, judgeCorpus } from './corpora';

/** Prints a line per file and one per case that does not agree; those without a reason make it fail. */
function main(args: string[]): number {
  let directory = resolve(process.cwd(), '../shared/corpora');
  let only: string | undefined;
  let nameContains: string | undefined;
  for (let i = 0; i < args.length; i++) {
    if (args[i] === '--only') only = args[++i];
    else if (args[i] === '--case') nameContains = args[++i];
    else directory = resolve(process.cwd(), args[i]);
  }
  let unexplained = 0;
  for (const corpus of corpora) {
    if (only !== undefined && only !== corpus.group) continue;
    const result = judgeCorpus(corpus, directory, nameContains);
    if (!result) {
      process.stdout.write(`${corpus.file} not found\n`);
      continue;
    }
    const { total, failures } = result;
    process.stdout.write(
      `${corpus.file} ${total - failures.length}/${total}\n`,
    );
    for (const { name, verdict, known } of failures) {
      if (known === undefined) unexplained++;
      process.stdout.write(`  ${name}: ${known ? `[${known}]` : verdict}\n`);
    }
  }
  return unexplained === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
