// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.FileRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Image locks as another process sees them, and another's as we do. The image is a qcow2 one: QEMU's readers
 * of such an image want it to hold still, those of a raw image do not.
 */
@Timeout(120)
final class ImageLockTest {

    private static final boolean WRITE = true;
    private static final boolean READ = false;

    @TempDir
    private Path folder;

    private final FileStore store = new FileStore();
    private Path image;

    @BeforeEach
    void makeImage() throws Exception {
        image = folder.resolve("disk.qcow2");
        Peers.Outcome made = Peers.run("qemu-img", "create", "-f", "qcow2", image.toString(), "1M");
        assertTrue(made.ok(), made.text());
    }

    @Test
    void nobodyElseOpensWhatWeWrite() throws Exception {
        KeptFile file = open(WRITE);
        Peers.Outcome write = qemuIo("-c", "write 0 512");
        assertFalse(write.ok(), write.text());
        assertTrue(write.text().contains("lock"), write.text());
        Peers.Outcome read = qemuIo("-r", "-c", "read 0 512");
        assertFalse(read.ok(), "a reader came in beside a writer: " + read.text());
        assertFalse(info().ok(), "qemu-img info needs a stable image unless it is told otherwise");
        file.close();
        Peers.Outcome after = qemuIo("-c", "write 0 512");
        assertTrue(after.ok(), after.text());
    }

    @Test
    void nobodyElseOpensTheRawImageThatWeWrite() throws Exception {
        Files.write(image, new byte[1 << 20]);
        KeptFile file = open(WRITE);
        Peers.Outcome write = Peers.run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString());
        assertFalse(write.ok(), write.text());
        String copy = folder.resolve("copy.img").toString();
        Peers.Outcome convert =
                Peers.run("qemu-img", "convert", "-f", "raw", "-O", "raw", image.toString(), copy);
        assertFalse(convert.ok(), "what it copied could have been torn: " + convert.text());
        file.close();
        write = Peers.run("qemu-io", "-f", "raw", "-c", "write 0 512", image.toString());
        assertTrue(write.ok(), write.text());
    }

    @Test
    void whoSaysSoSharesByForce() throws Exception {
        KeptFile file = open(WRITE);
        assertTrue(Peers.run("qemu-img", "info", "-U", image.toString()).ok());
        Peers.Outcome read = qemuIo("-r", "-U", "-c", "read -P 0 0 512");
        assertTrue(read.ok(), read.text());
        file.close();
    }

    @Test
    void readersShareAndKeepWritersOut() throws Exception {
        KeptFile first = open(READ);
        KeptFile second = open(READ);
        Peers.Outcome read = qemuIo("-r", "-c", "read -P 0 0 512");
        assertTrue(read.ok(), read.text());
        assertTrue(info().ok());
        Peers.Outcome write = qemuIo("-c", "write 0 512");
        assertFalse(write.ok(), "a writer came in beside readers: " + write.text());
        first.close();
        assertFalse(qemuIo("-c", "write 0 512").ok(), "one reader is left");
        second.close();
        assertTrue(qemuIo("-c", "write 0 512").ok());
    }

    @Test
    void weDoNotOpenWhatAnotherWrites() throws Exception {
        try (Holder _ = new Holder(image)) {
            assertLocked(WRITE);
            assertLocked(READ);
            open(WRITE, false).close();
        }
        open(WRITE).close();
    }

    @Test
    void weReadBesideAnotherReader() throws Exception {
        try (Holder _ = new Holder(image, "-r")) {
            open(READ).close();
            assertLocked(WRITE);
        }
    }

    @Test
    void twoOfOurOwnMeetTheSameRules() throws Exception {
        KeptFile writer = open(WRITE);
        assertLocked(WRITE);
        assertLocked(READ);
        writer.close();
        KeptFile reader = open(READ);
        assertLocked(WRITE);
        open(READ).close();
        reader.close();
        open(WRITE).close();
    }

    @Test
    void anOpenThatWasRefusedLeavesNoLockBehind() throws Exception {
        KeptFile reader = open(READ);
        for (int i = 0; i < 10; i++) {
            assertLocked(WRITE);
        }
        assertTrue(qemuIo("-r", "-c", "read 0 512").ok(), "a refused writer's lock is still there");
        reader.close();
    }

    @Test
    void closingAnotherDescriptorOfTheFileKeepsTheLock() throws Exception {
        KeptFile file = open(WRITE);
        // A lock of the process, as POSIX has it, would be lost here.
        Files.readAllBytes(image);
        assertFalse(qemuIo("-c", "write 0 512").ok(), "the lock was lost");
        file.close();
    }

    private KeptFile open(boolean writable) throws BlockException {
        return open(writable, true);
    }

    private KeptFile open(boolean writable, boolean locking) throws BlockException {
        return store.open(new FileRequest(image, writable, false, locking));
    }

    private void assertLocked(boolean writable) {
        BlockException refused = assertThrows(BlockException.class, () -> open(writable));
        assertEquals(BlockError.LOCKED, refused.error());
        assertTrue(refused.getMessage().startsWith(image + ": in use"), refused.getMessage());
        assertFalse(refused.getMessage().contains("\n"), refused.getMessage());
    }

    private Peers.Outcome info() throws Exception {
        return Peers.run("qemu-img", "info", image.toString());
    }

    private Peers.Outcome qemuIo(String... options) throws Exception {
        String[] command = new String[options.length + 4];
        command[0] = "qemu-io";
        command[1] = "-f";
        command[2] = "qcow2";
        System.arraycopy(options, 0, command, 3, options.length);
        command[command.length - 1] = image.toString();
        return Peers.run(command);
    }

    /** A process of another that has the image open until it is closed. */
    private static final class Holder implements AutoCloseable {

        private final Process process;

        Holder(Path image, String... options) throws IOException {
            Peers.require("qemu-io");
            String[] command = new String[options.length + 4];
            command[0] = "qemu-io";
            command[1] = "-f";
            command[2] = "qcow2";
            System.arraycopy(options, 0, command, 3, options.length);
            command[command.length - 1] = image.toString();
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.outputWriter().write("read 0 512\n");
            process.outputWriter().flush();
            BufferedReader said = process.inputReader();
            StringBuilder all = new StringBuilder();
            // What it answers says that it has opened the image.
            while (all.indexOf("512/512") < 0) {
                int next = said.read();
                if (next < 0) {
                    throw new AssertionError("qemu-io did not open the image: " + all);
                }
                all.append((char) next);
            }
        }

        @Override
        public void close() throws IOException {
            process.outputWriter().close();
            process.onExit().orTimeout(30, TimeUnit.SECONDS).join();
        }
    }
}
