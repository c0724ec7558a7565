// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** Addresses, exports and the connections to them: who is there, how many may be, and how they end. */
package org.blockgraph.exports.nbd.server;
