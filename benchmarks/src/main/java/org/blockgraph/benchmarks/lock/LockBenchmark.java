// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.lock;

import java.nio.file.Path;

/** The graph lock against the locks of the JDK, interleaved: in every round each lock does everything. */
public final class LockBenchmark {

    private static final String USAGE = """
            Usage: benchmarks/lock [--rounds N] [--java PROGRAM] [--before JAR] TABLE

              pairs       what it takes a reader to enter and leave, alone and beside a writer
              writer      what it takes a writer to come in against readers that never pause
              recorder    what the flight recorder costs readers and writers, off and on

              --rounds N      how often everything is measured, 5 unless told otherwise; a cell is the median
                              of the rounds with the least and the most, a ratio is taken within a round
              --java PROGRAM  what starts the measured processes instead of this JDK's java: another JDK, or a
                              script that runs it under nice or taskset
              --before JAR    with recorder: another build of the lock, measured as well
            """;

    private LockBenchmark() {}

    /** Runs; see the usage text. */
    public static void main(String... arguments) throws Exception {
        int rounds = 5;
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String before = null;
        String table = "";
        for (int i = 0; i < arguments.length; i++) {
            if (arguments[i].equals("--rounds") && i + 1 < arguments.length) {
                rounds = Integer.parseInt(arguments[++i]);
            } else if (arguments[i].equals("--java") && i + 1 < arguments.length) {
                java = arguments[++i];
            } else if (arguments[i].equals("--before") && i + 1 < arguments.length) {
                before = arguments[++i];
            } else {
                table = arguments[i];
            }
        }
        switch (table) {
            case "pairs" -> PairTables.print(rounds, java);
            case "writer" -> WriterTable.print(rounds, java);
            case "recorder" -> RecorderTable.print(rounds, java, before);
            default -> {
                System.err.print(USAGE);
                System.exit(table.equals("--help") ? 0 : 2);
            }
        }
    }
}
