// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

/**
 * Neighbouring clusters of the file.
 *
 * @param cluster the first one's number
 * @param count how many
 * @param virgin whether the file has never held anything there, so that they read as zeroes
 */
record Extent(long cluster, int count, boolean virgin) {}
