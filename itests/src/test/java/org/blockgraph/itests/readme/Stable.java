// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.readme;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is the same in the output of every run: all but versions, times, rates, ids and counters. */
final class Stable {

    private static final String COUNTERS_BEGIN = "DEVICE ";
    private static final int FAILED_COLUMN = 8;

    private static final Map<String, String> CHANGING = new LinkedHashMap<>();

    static {
        CHANGING.put("\\b0\\.1\\.0\\.[0-9-]+", "VERSION");
        CHANGING.put("^#\\d+ \\d\\d:\\d\\d:\\d\\d\\.\\d+ ", "#N AT ");
        CHANGING.put("[\\d.]+ (bytes|KiB|MiB|GiB)/sec", "RATE");
        CHANGING.put("[\\d.]+ ops/sec", "RATE");
        CHANGING.put("\\b\\d+(\\.\\d+)? (ns|us|ms|s|sec)\\b", "TIME");
        CHANGING.put("drained \\d+, waited \\d+", "drained N, waited N");
        CHANGING.put("\\(bundle \\d+\\)", "(bundle N)");
        CHANGING.put("felix:start \\d+", "felix:start N");
        CHANGING.put("\\d+/\\d+ files \\([\\d.]+% non-contiguous\\), \\d+/", "N files, N/");
    }

    private Stable() {}

    /** Returns the lines with what changes replaced by words, blank lines and columns' widths left out. */
    static List<String> of(List<String> lines) {
        return lines.stream().filter(line -> !line.isBlank()).map(Stable::ofLine).toList();
    }

    private static String ofLine(String line) {
        String[] columns = line.split("\\s{2,}");
        if (columns.length > FAILED_COLUMN && !line.startsWith(COUNTERS_BEGIN)) {
            return columns[0] + " failed " + columns[FAILED_COLUMN];
        }
        String stable = line;
        for (Map.Entry<String, String> each : CHANGING.entrySet()) {
            stable = stable.replaceAll(each.getKey(), each.getValue());
        }
        return stable.replaceAll("\\s+", " ").strip();
    }
}
