// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.blockgraph.api.driver.BlockDriver;
import org.blockgraph.core.file.Peers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images of others are known by their first bytes, whoever is here to read them. */
final class KnownFormatsTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "qcow2, qcow2, ''",
        "qcow, qcow2, ''",
        "qed, qed, ''",
        "vmdk, vmdk, ''",
        "vmdk, vmdk, subformat=twoGbMaxExtentSparse",
        "vhdx, vhdx, ''",
        "vpc, vpc, ''",
        "vdi, vdi, ''",
        "parallels, parallels, ''"
    })
    void whatQemuImgMakes(String made, String known, String options) throws Exception {
        Path image = folder.resolve("disk.img");
        List<String> command =
                new ArrayList<>(List.of("qemu-img", "create", "-f", made, image.toString(), "4M"));
        if (!options.isEmpty()) {
            command.addAll(4, List.of("-o", options));
        }
        Peers.Outcome outcome = Peers.run(command.toArray(String[]::new));
        assertTrue(outcome.ok(), outcome.text());
        Guess guess = KnownFormats.of(head(image));
        assertEquals(known, guess == null ? null : guess.format());
        assertTrue(guess.isRecognised());
    }

    /**
     * The start of a LUKS header: six bytes of magic, then a version of 16 bits, big-endian (LUKS1
     * on-disk format, section 2.1). It is written here, as qemu-img first times the key derivation and
     * gives up on a machine whose clock of processor time is too coarse for that.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void luksOfEitherVersion(int version) {
        byte[] header = new byte[BlockDriver.PROBE_BYTES];
        byte[] magic = {'L', 'U', 'K', 'S', (byte) 0xba, (byte) 0xbe};
        System.arraycopy(magic, 0, header, 0, magic.length);
        header[7] = (byte) version;
        Guess guess = KnownFormats.of(header);
        assertEquals("luks", guess == null ? null : guess.format());
        assertTrue(guess.isRecognised());
    }

    private static byte[] head(Path image) throws Exception {
        try (InputStream in = Files.newInputStream(image)) {
            return in.readNBytes(BlockDriver.PROBE_BYTES);
        }
    }

    @Test
    void whatIsNoImageIsNotKnown() {
        assertNull(KnownFormats.of(new byte[0]));
        assertNull(KnownFormats.of(new byte[BlockDriver.PROBE_BYTES]));
        assertNull(KnownFormats.of("QFI".getBytes(StandardCharsets.US_ASCII)));
        byte[] late = new byte[BlockDriver.PROBE_BYTES];
        System.arraycopy("KDMV".getBytes(StandardCharsets.US_ASCII), 0, late, 512, 4);
        assertNull(KnownFormats.of(late));
        byte[] bootable = new byte[BlockDriver.PROBE_BYTES];
        Arrays.fill(bootable, 0, 446, (byte) 0x90);
        bootable[510] = 0x55;
        bootable[511] = (byte) 0xaa;
        assertNull(KnownFormats.of(bootable));
    }
}
