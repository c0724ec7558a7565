// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The feature bits of version 3, and the table of names by which an image explains those it uses. */
final class Features {

    static final long DIRTY = 1;
    static final long CORRUPT = 1 << 1;
    static final long DATA_FILE = 1 << 2;
    static final long COMPRESSION_TYPE = 1 << 3;
    static final long EXTENDED_L2 = 1 << 4;
    static final long LAZY_REFCOUNTS = 1;

    /** Incompatible features that images served by this driver may have. */
    static final long SUPPORTED = DIRTY | CORRUPT;

    private static final int NAME_ENTRY_BYTES = 48;
    private static final int INCOMPATIBLE = 0;
    private static final int COMPATIBLE = 1;
    private static final int AUTOCLEAR = 2;

    private static final Map<Integer, String> KNOWN = Map.of(
            0,
            "dirty bit",
            1,
            "corrupt bit",
            2,
            "external data file",
            3,
            "compression type",
            4,
            "extended L2 entries");

    private Features() {}

    /** Names the set bits: by the image's own table, else by what is known, else by number. */
    static List<String> names(long bits, byte[] table) {
        Map<Integer, String> named = new HashMap<>(KNOWN);
        for (int at = 0; at + NAME_ENTRY_BYTES <= table.length; at += NAME_ENTRY_BYTES) {
            if (table[at] == INCOMPATIBLE) {
                named.put((int) table[at + 1], text(table, at + 2, NAME_ENTRY_BYTES - 2));
            }
        }
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < Long.SIZE; bit++) {
            if ((bits & 1L << bit) != 0) {
                names.add(named.getOrDefault(bit, "bit " + bit));
            }
        }
        return names;
    }

    private static String text(byte[] bytes, int begin, int length) {
        int end = begin;
        while (end < begin + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, begin, end - begin, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }

    /** The table that is written into new images. */
    static byte[] nameTable() {
        record Name(int type, int bit, String name) {}
        List<Name> names = List.of(
                new Name(INCOMPATIBLE, 0, "dirty bit"),
                new Name(INCOMPATIBLE, 1, "corrupt bit"),
                new Name(INCOMPATIBLE, 2, "external data file"),
                new Name(INCOMPATIBLE, 3, "compression type"),
                new Name(INCOMPATIBLE, 4, "extended L2 entries"),
                new Name(COMPATIBLE, 0, "lazy refcounts"),
                new Name(AUTOCLEAR, 0, "bitmaps"),
                new Name(AUTOCLEAR, 1, "raw external data"));
        byte[] table = new byte[names.size() * NAME_ENTRY_BYTES];
        for (int i = 0; i < names.size(); i++) {
            int at = i * NAME_ENTRY_BYTES;
            table[at] = (byte) names.get(i).type();
            table[at + 1] = (byte) names.get(i).bit();
            byte[] name = names.get(i).name().getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(name, 0, table, at + 2, name.length);
        }
        return table;
    }
}
