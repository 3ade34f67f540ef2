// SPDX-License-Identifier: Apache-2.0
// Connections of node-redis for one script: an empty server before each test, all closed at the end.
'use strict';

const assert = require('node:assert/strict');
const { after, before, beforeEach } = require('node:test');
const { createClient } = require('redis');
const { host, port, protocol, until } = require('./rig.js');

const open = [];

function make() {
  const client = createClient({ socket: { host, port, reconnectStrategy: false }, RESP: protocol });
  client.on('error', () => {}); // its promises fail as well
  open.push(client);
  return client;
}

async function connect() {
  const client = make();
  await client.connect();
  return client;
}

const redis = make();

/** Waits until so many connections wait in a blocking command. */
async function blocked(clients) {
  await until(`blocked_clients is ${clients}`, async () =>
    (await redis.info('clients')).includes(`blocked_clients:${clients}\r\n`));
}

/** Compares replies, whose objects have no prototype. */
function same(actual, expected) {
  assert.deepEqual(JSON.parse(JSON.stringify(actual)), expected);
}

before(() => redis.connect());

beforeEach(async () => {
  await redis.flushAll();
  await redis.configSet('notify-keyspace-events', '');
});

after(() => open.filter((client) => client.isOpen).forEach((client) => client.destroy()));

module.exports = { connect, redis, blocked, same };
