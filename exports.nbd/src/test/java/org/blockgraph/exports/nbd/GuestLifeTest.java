// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file system in an overlay, read, changed and written back over NBD by real programs. */
class GuestLifeTest {

    private static final int FILE_BYTES = 3_000_000;

    @TempDir
    private Path folder;

    @Test
    void aFileSystemInAnOverlayStaysSound() throws Exception {
        Path content = folder.resolve("content");
        byte[] bytes = new byte[FILE_BYTES];
        new Random(7).nextBytes(bytes);
        Files.write(content, bytes);
        Path raw = folder.resolve("made.raw");
        Path base = folder.resolve("base.qcow2");
        Path top = folder.resolve("top.qcow2");
        Program.run("mke2fs", "-q", "-t", "ext4", raw, "32M");
        Program.run("debugfs", "-w", "-R", "write " + content + " first", raw);
        Program.run("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw, base);
        Program.run("qemu-img", "create", "-q", "-f", "qcow2", "-b", base, "-F", "qcow2", top);
        Path copy = folder.resolve("copy.raw");
        try (ExportFixture fixture = new ExportFixture(folder)) {
            fixture.graph().open("guest", Map.of("driver", "qcow2", "filename", top.toString()));
            String uri = fixture.export("guest").uri();
            Program.run("nbdcopy", "--connections=2", uri, copy);
            Program.run("debugfs", "-w", "-R", "write " + content + " second", copy);
            Program.run("nbdcopy", "--connections=2", "--flush", copy, uri);
            Files.delete(copy);
            Program.run("nbdcopy", uri, copy);
            fixture.server.unexport("guest", null);
            fixture.graph().close("guest");
        }
        Program.run("e2fsck", "-fn", copy);
        for (String name : new String[] {"first", "second"}) {
            Path back = folder.resolve(name);
            Program.run("debugfs", "-R", "dump " + name + ' ' + back, copy);
            assertArrayEquals(bytes, Files.readAllBytes(back), name);
        }
        String checked = Program.run("qemu-img", "check", top);
        assertTrue(checked.contains("No errors were found"), checked);
    }
}
