// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.examples.programs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockgraph.api.BlockException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CopyImageIT {

    private static final int SIZE = 8 << 20;
    private static final int DATA_AT = 5 << 20;

    @TempDir
    private Path folder;

    @Test
    void copiesDataAndLeavesHoles() throws Exception {
        Path source = folder.resolve("source.img");
        byte[] data = "far away from the start".repeat(1000).getBytes(StandardCharsets.US_ASCII);
        try (RandomAccessFile file = new RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(SIZE);
            file.seek(DATA_AT);
            file.write(data);
        }
        Path target = folder.resolve("target.img");
        long copied = CopyImage.copy(source.toString(), target.toString());
        assertTrue(copied >= data.length && copied < SIZE, copied + " bytes are data");
        assertEquals(-1, Files.mismatch(source, target));
    }

    @Test
    void saysWhatIsMissing() {
        BlockException failure = assertThrows(
                BlockException.class,
                () -> CopyImage.copy(folder.resolve("none").toString(), folder.resolve("t").toString()));
        assertTrue(failure.getMessage().contains("none"), failure.getMessage());
    }
}
