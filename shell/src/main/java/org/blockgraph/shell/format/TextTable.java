// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.ArrayList;
import java.util.List;

/** Rows whose columns line up. One thread. */
final class TextTable {

    private static final int GAP = 2;

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;

    TextTable(String... headings) {
        widths = new int[headings.length];
        row((Object[]) headings);
    }

    /** Adds a row, one cell for each heading. */
    void row(Object... cells) {
        assert cells.length == widths.length : cells.length + " cells for " + widths.length + " headings";
        String[] texts = new String[cells.length];
        for (int i = 0; i < cells.length; i++) {
            texts[i] = String.valueOf(cells[i]);
            widths[i] = Math.max(widths[i], texts[i].length());
        }
        rows.add(texts);
    }

    /** Returns the rows, one a line, without a line break at the end. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (String[] row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.length; i++) {
                line.append(row[i]).repeat(' ', widths[i] - row[i].length() + GAP);
            }
            text.append(text.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
        }
        return text.toString();
    }
}
