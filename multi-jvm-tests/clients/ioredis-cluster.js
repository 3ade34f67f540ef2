// SPDX-License-Identifier: Apache-2.0
// ioredis's cluster client, driven by lines: "ID set KEY VALUE" and "ID get KEY" are answered by a line each, "ID ok ..." or "ID error ...", in any order.
// The first argument says which nodes are read from (ioredis's scaleReads), the others are the nodes that it is told of.
'use strict';

const readline = require('node:readline');
const { Cluster } = require('ioredis');

const [scaleReads, ...texts] = process.argv.slice(2);
const nodes = texts.map((text) => {
  const colon = text.lastIndexOf(':');
  return { host: text.slice(0, colon), port: Number(text.slice(colon + 1)) };
});

const cluster = new Cluster(nodes, {
  scaleReads,
  slotsRefreshInterval: 1000,
  redisOptions: { connectTimeout: 1000, commandTimeout: 5000 },
});
if (scaleReads !== 'master') {
  // ioredis sends READONLY to nodes that are nothing but replicas; each node of Tarn owns some slots, too.
  cluster.on('+node', (node) => node.readonly().catch(() => {}));
}
cluster.on('error', () => {}); // each request is told by itself

async function answer(line) {
  const [id, command, ...rest] = line.split(' ');
  try {
    const reply = await cluster[command](...rest);
    process.stdout.write(`${id} ok ${reply === null ? '' : reply}\n`);
  } catch (error) {
    process.stdout.write(`${id} error ${String(error.message).replaceAll('\n', ' ')}\n`);
  }
}

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', answer);
lines.on('close', () => cluster.disconnect());
