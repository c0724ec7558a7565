// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains of backing files that don't end, or end where nothing is: one line that names the files. */
@Timeout(120)
final class BackingLoopTest {

    private static final String PATTERN = "image-%03d.qcow2";
    private static final int LONG_CHAIN = 100;
    private static final int TOO_LONG_CHAIN = 250;

    @TempDir
    private Path folder;

    private BlockSystem system;

    @BeforeEach
    void start() throws Exception {
        system = Quiet.system();
    }

    @AfterEach
    void stop() {
        system.close();
    }

    /** Makes an overlay without a look at what is below it. */
    private Path overlay(String name, String below) throws Exception {
        Path image = folder.resolve(name);
        Qemu.img("create", "-q", "-f", "qcow2", "-u", "-b", below, "-F", "qcow2", image, "1M");
        return image;
    }

    private BlockException requireRefused(BlockError error, Path top, String named) throws Exception {
        byte[] before = Files.readAllBytes(top);
        BlockException refused = null;
        for (boolean readOnly : new boolean[] {true, false}) {
            refused = Broken.require(error, top, named, () ->
                    system.graph().open("d0", Broken.options(top, readOnly)));
        }
        assertEquals(0, system.graph().snapshot().nodes().size(), "nodes are left");
        assertArrayEquals(before, Files.readAllBytes(top), "the file was changed");
        return refused;
    }

    @Test
    void anImageThatIsItsOwnBackingFileIsRefused() throws Exception {
        Path self = overlay("self.qcow2", "self.qcow2");
        requireRefused(BlockError.INVALID, self, "loop: " + self + " -> " + self);
    }

    @Test
    void aLoopOfTwoIsRefusedWhereverOneEntersIt() throws Exception {
        Path a = overlay("a.qcow2", "b.qcow2");
        Path b = overlay("b.qcow2", "a.qcow2");
        Path top = overlay("top.qcow2", "a.qcow2");
        requireRefused(BlockError.INVALID, a, "loop: " + a + " -> " + b + " -> " + a);
        requireRefused(BlockError.INVALID, b, "loop: " + b + " -> " + a + " -> " + b);
        String fromAbove = "loop: " + a + " -> " + b + " -> " + a;
        BlockException refused = Broken.require(BlockError.INVALID, a, fromAbove, () ->
                system.graph().open("d0", Broken.options(top, true)));
        assertTrue(refused.getMessage().startsWith("backing files in a loop"), refused.getMessage());
    }

    @Test
    void aLoopThroughOtherNamesIsRefused() throws Exception {
        Path image = overlay("image.qcow2", "link.qcow2");
        Path link = Files.createSymbolicLink(folder.resolve("link.qcow2"), image);
        requireRefused(BlockError.INVALID, image, "loop: " + image + " -> " + link);
        Path hard = overlay("hard.qcow2", "./hard-too.qcow2");
        Files.createLink(folder.resolve("hard-too.qcow2"), hard);
        requireRefused(BlockError.INVALID, hard, "loop: " + hard);
    }

    @Test
    void aMissingBackingFileIsNamedWithItsOverlay() throws Exception {
        Path overlay = overlay("overlay.qcow2", "gone.qcow2");
        requireRefused(BlockError.NOT_FOUND, overlay, folder.resolve("gone.qcow2") + ": no such file");
        Path top = overlay("top.qcow2", "overlay.qcow2");
        Broken.require(BlockError.NOT_FOUND, overlay, "the backing file of " + overlay, () ->
                system.graph().open("d0", Broken.options(top, true)));
    }

    @ParameterizedTest
    @ValueSource(strings = {".", "a\nb", "json:{}", " "})
    void whatIsNoBackingFileIsNamedWithItsOverlay(String name) throws Exception {
        Path overlay = overlay("overlay.qcow2", name);
        BlockException refused = Broken.require(
                name.equals(".") ? BlockError.INVALID : BlockError.NOT_FOUND,
                overlay,
                "the backing file of",
                () -> system.graph().open("d0", Broken.options(overlay, true)));
        assertTrue(refused.getMessage().contains(name.replace('\n', '?')), refused.getMessage());
    }

    @Test
    void aProtocolInTheNameIsNoFolder() throws Exception {
        Path overlay = overlay("overlay.qcow2", "nowhere://host/name");
        Broken.require(BlockError.NOT_FOUND, overlay, "no driver 'nowhere'", () ->
                system.graph().open("d0", Broken.options(overlay, true)));
    }

    @Test
    void aBackingFileThatIsBrokenIsNamed() throws Exception {
        Path overlay = overlay("overlay.qcow2", "broken.qcow2");
        Path broken = Files.write(folder.resolve("broken.qcow2"), new byte[512]);
        Broken.require(BlockError.CORRUPT, broken, "magic", () ->
                system.graph().open("d0", Broken.options(overlay, true)));
    }

    @Test
    void aLongChainIsReadAndOneThatIsTooLongRefused() throws Exception {
        chain(TOO_LONG_CHAIN);
        Path top = folder.resolve(PATTERN.formatted(LONG_CHAIN));
        ByteBuffer target = ByteBuffer.allocate(4096);
        system.graph().open("d0", Broken.options(top, true)).read(0, target);
        assertEquals(7, target.get(0));
        system.graph().close("d0");
        Path tooHigh = folder.resolve(PATTERN.formatted(TOO_LONG_CHAIN));
        Broken.require(BlockError.INVALID, folder, "opened: more than 200 nodes below each other", () ->
                system.graph().open("d0", Broken.options(tooHigh, true)));
    }

    /** Each image over the one before it, all copies of one that differ in the name. */
    private void chain(int images) throws Exception {
        Path bottom = folder.resolve(PATTERN.formatted(0));
        Qemu.img("create", "-q", "-f", "qcow2", bottom, "1M");
        Qemu.io("-f", "qcow2", "-c", "write -P 7 0 64k", bottom);
        byte[] copy = Files.readAllBytes(overlay("copy.qcow2", PATTERN.formatted(0)));
        int at = (int) ByteBuffer.wrap(copy).getLong(8);
        for (int i = 1; i <= images; i++) {
            byte[] below = PATTERN.formatted(i - 1).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(below, 0, copy, at, below.length);
            Files.write(folder.resolve(PATTERN.formatted(i)), copy);
        }
    }
}
