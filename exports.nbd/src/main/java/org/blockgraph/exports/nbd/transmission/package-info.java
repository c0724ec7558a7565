// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Requests and replies. The way of one: the connection's thread reads all that the socket has ({@link
 * org.blockgraph.exports.nbd.transmission.Session}), takes one request after the other out of it, serves in
 * place what will not block and hands the rest to the export's pool ({@link
 * org.blockgraph.exports.nbd.transmission.WorkerPool}). Either way the reply is written where it will be sent
 * from ({@link org.blockgraph.exports.nbd.transmission.Replies}), and one write sends all that are ready.
 * Only the connection's thread touches the socket, so that a client that does not read holds up nobody
 * else; no read hold of the graph lasts across a socket operation.
 */
package org.blockgraph.exports.nbd.transmission;
