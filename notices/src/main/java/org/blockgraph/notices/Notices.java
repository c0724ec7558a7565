// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.notices;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.util.stream.Collectors;

/** Where notices go, one line each. Any thread. */
final class Notices {

    /** A framework that explains at length why a bundle does not resolve is cut short here. */
    private static final int LONGEST = 1000;

    private final PrintStream stream;

    Notices(PrintStream stream) {
        this.stream = stream;
    }

    /** The process's own standard error: in System.err, the shell has put one that may lead to a session. */
    static Notices onStandardError() {
        return new Notices(new PrintStream(new FileOutputStream(FileDescriptor.err), true));
    }

    /** Prints a text as one line. */
    void print(String text) {
        String line = text.lines()
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .collect(Collectors.joining(" "));
        stream.println(
                "blockgraph: " + (line.length() > LONGEST ? line.substring(0, LONGEST) + "..." : line));
    }
}
