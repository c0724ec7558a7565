// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * Changes below devices that stay open: nodes are added, inserted, removed, replaced and reopened while
 * requests run. Each is a change of the lane: drivers are called without a lock, gates are closed for the
 * swap alone, and the swap is a transaction.
 */
package org.blockgraph.core.live;
