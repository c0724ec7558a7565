// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/** A client of its own for NBD servers, which batches as their best clients do. */
package org.blockgraph.benchmarks.nbd;
