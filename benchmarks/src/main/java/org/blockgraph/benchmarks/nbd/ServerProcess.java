// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.nbd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a server uses, as Linux tells.
 *
 * @param pid its process
 */
record ServerProcess(long pid) {

    /** In /proc/PID/stat behind the name, which may hold blanks. */
    private static final int USER_TICKS = 11;

    private static final double TICKS_A_SECOND = 100;

    /** Returns the processor time so far, in seconds. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TICKS]) + Long.parseLong(fields[USER_TICKS + 1]);
        return ticks / TICKS_A_SECOND;
    }

    /** Returns what it has in memory now, in KiB. */
    long residentKib() throws IOException {
        return Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .sum();
    }
}
