// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

/**
 * The format "stateful": small, but a real copy-on-write format that keeps its mapping table dirty in memory
 * until a flush. It stands for every stateful format in tests of the life cycle.
 *
 * <pre>
 * block 0      header: magic, version, block size, backing file; written once
 * block 1, 2   two roots: generation, virtual size, end of the blocks in use, checksum of the table
 * block 3 ...  two copies of the table, each with one entry for every 4 KiB of the virtual disk
 * behind them  data, in any order
 * </pre>
 *
 * Generations alternate between the two roots and the two copies. A flush writes the changed table pages into
 * the older copy, makes them and all data durable, then writes that copy's root with the next generation, and
 * makes it durable. A copy that a crash leaves incomplete doesn't match its checksum; then the other one,
 * which the last complete flush left, is the truth. A block that is freed is used again only after the image
 * was closed or inactive meanwhile.
 */
package org.blockgraph.drivers.testing.stateful;
