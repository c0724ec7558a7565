// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Serves devices over the Network Block Device protocol, so that virtual machines, the kernel and other
 * programs use them. {@link org.blockgraph.exports.nbd.NbdExports} is the service that the shell calls.
 */
package org.blockgraph.exports.nbd;
