// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.shell.format;

import java.util.List;
import org.blockgraph.api.info.MapExtent;

/**
 * Shows the runs that hold data, as qemu-img map does: runs of zeroes are left out. Where the data can't be
 * read at a place in a host file, a hyphen or the word compressed stands for the place.
 */
final class ExtentView {

    private static final int COLUMN = 16;

    private ExtentView() {}

    static String of(List<MapExtent> extents) {
        StringBuilder text = new StringBuilder();
        row(text, "Offset", "Length", "Mapped to", "File");
        for (MapExtent extent : extents) {
            if (extent.data() && !extent.zero()) {
                text.append('\n');
                row(text, hex(extent.start()), hex(extent.length()), place(extent), extent.file());
            }
        }
        return text.toString();
    }

    private static String place(MapExtent extent) {
        if (extent.compressed()) {
            return "compressed";
        }
        return extent.offset() < 0 ? "-" : hex(extent.offset());
    }

    private static String hex(long value) {
        return value == 0 ? "0" : "0x" + Long.toHexString(value);
    }

    private static void row(StringBuilder text, String start, String length, String place, String file) {
        for (String cell : List.of(start, length, place)) {
            text.append(cell).repeat(' ', Math.max(1, COLUMN - cell.length()));
        }
        text.append(file);
    }
}
