// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.api.info;

/**
 * A device's counters since it was opened, by the names of QMP's query-blockstats.
 *
 * @param rdOperations reads completed
 * @param rdBytes bytes read
 * @param wrOperations writes completed
 * @param wrBytes bytes written
 * @param zeroOperations write-zeroes completed
 * @param unmapOperations discards completed
 * @param flushOperations flushes completed
 * @param failedOperations operations that threw
 * @param waitedAtGate requests that had to wait at the gate
 * @param longestWaitNanos the longest such wait, in nanoseconds
 */
public record StatInfo(
        long rdOperations,
        long rdBytes,
        long wrOperations,
        long wrBytes,
        long zeroOperations,
        long unmapOperations,
        long flushOperations,
        long failedOperations,
        long waitedAtGate,
        long longestWaitNanos) {}
