// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The numbers of the NBD protocol, by the names of its specification: doc/proto.md of the repository
 * NetworkBlockDevice/nbd, and the same file of its branch extension-ext-header for extended headers.
 */
package org.blockgraph.exports.nbd.protocol;
