// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Bytes to and from one client: sockets, TLS, and the memory that they pass through. */
package org.blockgraph.exports.nbd.wire;
