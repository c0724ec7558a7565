// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** What is agreed on before requests flow: section "Handshake" of the specification. */
package org.blockgraph.exports.nbd.handshake;
