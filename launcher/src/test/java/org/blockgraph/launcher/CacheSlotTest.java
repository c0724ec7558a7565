// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CacheSlotTest {

    @TempDir
    private Path folder;

    @Test
    void appliancesSideBySideTakeSlotsOfTheirOwn() throws StartException {
        try (CacheSlot first = CacheSlot.takeFree(folder);
                CacheSlot second = CacheSlot.takeFree(folder)) {
            assertEquals(folder.resolve("0/framework"), first.storage());
            assertEquals(folder.resolve("1/framework"), second.storage());
        }
    }

    @Test
    void aSlotThatWasLeftIsTakenAgain() throws StartException {
        CacheSlot.takeFree(folder).close();
        try (CacheSlot again = CacheSlot.takeFree(folder)) {
            assertEquals(folder.resolve("0/framework"), again.storage());
        }
    }

    @Test
    void aFolderInUseIsRefused() throws StartException {
        try (CacheSlot first = CacheSlot.take(folder)) {
            StartException e = assertThrows(StartException.class, () -> CacheSlot.take(folder));
            assertTrue(e.getMessage().contains(folder.toString()), e.getMessage());
            assertEquals(folder.resolve("framework"), first.storage());
        }
    }

    @Test
    void theSlotsAreBounded() throws StartException {
        List<CacheSlot> taken = new ArrayList<>();
        try {
            for (int slot = 0; slot < CacheSlot.MAX_SLOTS; slot++) {
                taken.add(CacheSlot.takeFree(folder));
            }
            StartException e = assertThrows(StartException.class, () -> CacheSlot.takeFree(folder));
            assertTrue(e.getMessage().contains("--cache DIR"), e.getMessage());
        } finally {
            taken.forEach(CacheSlot::close);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsNamed() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        StartException e = assertThrows(StartException.class, () -> CacheSlot.take(file.resolve("below")));
        assertTrue(e.getMessage().contains(file.toString()), e.getMessage());
    }
}
