// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.blockgraph.api.BlockDevice;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A disk that is made larger: what is new reads as zeroes, whatever step of it fails first. */
@Timeout(120)
final class GrowthTest {

    private static final int OLD = (1 << 20) + 512;

    /** With clusters of 512 bytes the L1 table of the old size has no room for this. */
    private static final int NEW = 4 << 20;

    @TempDir
    private Path folder;

    private final Failing failing = new Failing();
    private BlockSystem system;

    /** Fails one operation of the file, counted over all kinds. */
    private static final class Failing implements Tap {
        private int left;
        private boolean failed;

        @Override
        public void before(Operation operation) throws BlockException {
            if (operation != Operation.DISCARD && --left == 0) {
                failed = true;
                throw new BlockException(BlockError.IO, "the file fails");
            }
        }
    }

    @BeforeEach
    void start() throws Exception {
        system = Quiet.system();
        system.register(new TapDriver(failing), "1");
    }

    @AfterEach
    void stop() {
        system.close();
    }

    private Path image(String options) throws Exception {
        Path base = folder.resolve("base.raw");
        byte[] below = new byte[2 << 20];
        Arrays.fill(below, (byte) 0xba);
        Files.write(base, below);
        Path image = folder.resolve("image.qcow2");
        Qemu.img("create", "-q", "-f", "qcow2", "-b", base, "-F", "raw", "-o", options, image, OLD);
        return image;
    }

    private static byte[] expected() {
        byte[] content = new byte[NEW];
        Arrays.fill(content, 0, OLD, (byte) 0xba);
        Arrays.fill(content, 4096, 8192, (byte) 7);
        Arrays.fill(content, OLD - 512, OLD, (byte) 8);
        return content;
    }

    private static void write(BlockDevice device, int at, int length, int fill) throws Exception {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) fill);
        device.write(at, ByteBuffer.wrap(bytes));
    }

    private static void requireContent(BlockDevice device) throws Exception {
        assertEquals(NEW, device.length());
        ByteBuffer all = ByteBuffer.allocate(NEW);
        device.read(0, all);
        assertArrayEquals(expected(), all.array());
    }

    @ParameterizedTest
    @CsvSource(value = {
        "compat=1.1,cluster_size=512", "compat=0.10,cluster_size=512", "compat=1.1,cluster_size=64k",
        "compat=0.10,cluster_size=4k"
    }, delimiter = ';')
    void aLongerBackingFileStaysHidden(String options) throws Exception {
        Path image = image(options);
        BlockDevice device = system.graph().open("d0", TapDriver.options(image));
        write(device, 4096, 4096, 7);
        write(device, OLD - 512, 512, 8);
        device.truncate(NEW);
        requireContent(device);
        system.graph().close("d0");
        Qemu.requireClean(image);
        Path raw = Files.write(folder.resolve("expected.raw"), expected());
        Qemu.img("compare", "-f", "raw", "-F", "qcow2", raw, image);
    }

    @Test
    void everyStepMayFail() throws Exception {
        int number = 0;
        boolean failed = true;
        while (failed) {
            number++;
            Path image = image("compat=1.1,cluster_size=512");
            BlockDevice device = system.graph().open("d0", TapDriver.options(image));
            write(device, 4096, 4096, 7);
            write(device, OLD - 512, 512, 8);
            failing.failed = false;
            failing.left = number;
            try {
                device.truncate(NEW);
            } catch (BlockException e) {
                assertEquals(BlockError.IO, e.error());
            }
            failed = failing.failed;
            failing.left = 0;
            Qemu.requireNoCorruption(WorkImage.copy(image, "stopped.qcow2"));
            if (device.length() == OLD) {
                write(device, OLD - 512, 512, 8);
                device.flush();
                device.truncate(NEW);
            }
            requireContent(device);
            system.graph().close("d0");
            Qemu.requireClean(image);
        }
        assertTrue(number > 5, "only " + number + " steps");
    }

    @Test
    void itIsNotMadeSmaller() throws Exception {
        BlockDevice device = system.graph().open("d0", TapDriver.options(image("cluster_size=4k")));
        BlockException refused = assertThrows(BlockException.class, () -> device.truncate(512));
        assertEquals(BlockError.NOT_SUPPORTED, refused.error());
        assertEquals(OLD, device.length());
    }
}
