// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.blockgraph.api.driver.BlockDriver;

/**
 * Formats that are known by their first bytes even while nobody is here who can read them. Without this, an
 * image whose driver is away would be taken for a raw one, and be spoilt by the first write.
 */
final class KnownFormats {

    /** A format, and the bytes by which its published description says that it is known. */
    private record Mark(String format, int offset, byte[] bytes) {

        static Mark of(String format, String text) {
            return new Mark(format, 0, text.getBytes(StandardCharsets.ISO_8859_1));
        }

        boolean isOn(byte[] head) {
            int end = offset + bytes.length;
            return head.length >= end && Arrays.equals(head, offset, end, bytes, 0, bytes.length);
        }
    }

    private static final List<Mark> MARKS = List.of(
            Mark.of("qcow2", "QFI\u00fb"),
            Mark.of("qed", "QED\0"),
            Mark.of("vmdk", "KDMV"),
            Mark.of("vmdk", "COWD"),
            Mark.of("vmdk", "# Disk DescriptorFile"),
            Mark.of("vhdx", "vhdxfile"),
            Mark.of("vpc", "conectix"),
            Mark.of("luks", "LUKS\u00ba\u00be"),
            Mark.of("parallels", "WithoutFreeSpace"),
            Mark.of("parallels", "WithouFreSpacExt"),
            Mark.of("bochs", "Bochs Virtual HD Image"),
            new Mark("vdi", 0x40, new byte[] {0x7f, 0x10, (byte) 0xda, (byte) 0xbe}));

    private KnownFormats() {}

    /** Returns the format, as recognised, or null. */
    static Guess of(byte[] head) {
        return MARKS.stream()
                .filter(mark -> mark.isOn(head))
                .findFirst()
                .map(mark -> new Guess(mark.format(), BlockDriver.PROBE_SURE))
                .orElse(null);
    }
}
