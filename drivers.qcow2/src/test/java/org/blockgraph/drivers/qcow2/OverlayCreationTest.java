// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.BlockGraph;
import org.blockgraph.embed.BlockSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new image over another one. */
final class OverlayCreationTest {

    private static final long SIZE = 3 << 20;

    @TempDir
    private Path folder;

    private BlockSystem system;

    @BeforeEach
    void start() throws Exception {
        system = Quiet.system();
        system.graph().create("qcow2", folder.resolve("base.qcow2").toString(), SIZE, Map.of());
    }

    @AfterEach
    void close() {
        system.close();
    }

    private Path overlay() {
        return folder.resolve("overlay.qcow2");
    }

    private long create(long size, String backing) throws BlockException {
        Map<String, String> options = Map.of("backing_file", backing, "backing_fmt", "qcow2");
        return system.graph().create("qcow2", overlay().toString(), size, options);
    }

    @Test
    void hasTheSizeOfItsBackingFile() throws Exception {
        assertEquals(SIZE, create(BlockGraph.SIZE_OF_BACKING, "base.qcow2"));
        assertTrue(Qemu.img("info", overlay()).contains("base.qcow2"));
        assertEquals(
                SIZE, system.graph().open("d0", Map.of("filename", overlay().toString())).length());
    }

    @Test
    void mayHaveAnotherSize() throws Exception {
        assertEquals(2 * SIZE, create(2 * SIZE, folder.resolve("base.qcow2").toString()));
    }

    @Test
    void aBackingFileThatIsMissingIsFoundOutFirst() {
        BlockException e = assertThrows(BlockException.class, () -> create(SIZE, "bse.qcow2"));
        assertEquals(BlockError.NOT_FOUND, e.error());
        assertTrue(e.getMessage().contains("bse.qcow2"), e.getMessage());
        assertFalse(Files.exists(overlay()));
    }

    @Test
    void withoutBackingFileASizeIsNeeded() {
        BlockException e = assertThrows(BlockException.class, () -> system.graph()
                .create("qcow2", overlay().toString(), BlockGraph.SIZE_OF_BACKING, Map.of()));
        assertEquals(BlockError.INVALID, e.error());
        assertTrue(e.getMessage().contains("needs a size"), e.getMessage());
        assertFalse(Files.exists(overlay()));
    }
}
