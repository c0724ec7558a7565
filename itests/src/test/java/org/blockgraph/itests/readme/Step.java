// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.readme;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One command of a document and what it shows as output.
 *
 * @param prompt what it is typed at
 * @param command what is typed
 * @param output the lines that follow, to the next command or the end of the block
 */
record Step(Prompt prompt, String command, List<String> output) {

    /** Whose prompt it is. */
    enum Prompt {
        /** The operating system's. */
        SYSTEM("$ "),
        /** The appliance's. */
        APPLIANCE("g! ");

        private final String text;

        Prompt(String text) {
            this.text = text;
        }
    }

    /** Reads the blocks marked {@code console}, in order. */
    static List<Step> of(Path document) throws IOException {
        List<Step> steps = new ArrayList<>();
        boolean inside = false;
        for (String line : Files.readAllLines(document)) {
            if (line.startsWith("```")) {
                inside = line.equals("```console");
            } else if (inside) {
                take(steps, line);
            }
        }
        return steps;
    }

    private static void take(List<Step> steps, String line) {
        for (Prompt prompt : Prompt.values()) {
            if (line.startsWith(prompt.text)) {
                steps.add(new Step(prompt, line.substring(prompt.text.length()), new ArrayList<>()));
                return;
            }
        }
        steps.getLast().output().add(line);
    }
}
