// node cluster.js apply KUBECONFIG OBJECTS.json | get KUBECONFIG REFERENCE.json: speaks to the cluster through the packed client.
const { readFileSync } = require('node:fs');
const { createClient, loadConnection } = require('@sluice/kubernetes/client');

async function main([action, kubeconfig, file]) {
  const client = createClient({
    connection: await loadConnection({ kubeconfig }),
    userAgent: 'packed-test',
  });
  const content = JSON.parse(readFileSync(file, 'utf8'));
  if (action === 'apply') {
    for (const object of content)
      await client.apply(object, { fieldManager: 'packed-test', force: true });
  } else {
    process.stdout.write(JSON.stringify(await client.get(content)));
  }
  await client.close();
}

main(process.argv.slice(2)).catch(error => {
  process.stderr.write(`${error.stack}\n`);
  process.exitCode = 1;
});
