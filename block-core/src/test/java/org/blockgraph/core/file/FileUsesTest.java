// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FileUsesTest {

    private int returned;
    private final FileUses uses = new FileUses(() -> returned++);
    private final List<String> closed = new ArrayList<>();

    @Test
    void closesAtOnceWhereNobodyIsInside() {
        uses.whenUnused(() -> closed.add("one"));
        uses.end(() -> closed.add("all"));
        assertEquals(List.of("one", "all"), closed);
        assertNull(uses.enter());
    }

    @Test
    void closesInOrderWhenTheLastLeaves() {
        FileUse first = uses.enter();
        FileUse second = uses.enter();
        uses.whenUnused(() -> closed.add("one"));
        uses.end(() -> closed.add("all"));
        first.leave();
        first.leave();
        assertEquals(List.of(), closed);
        second.leave();
        assertEquals(List.of("one", "all"), closed);
        second.leave();
        assertEquals(2, closed.size());
    }

    @Test
    void hangsUntilTheLastWhoWasGivenUpLeaves() {
        FileUse well = uses.enter();
        FileUse hung = uses.enter();
        assertFalse(uses.hangs());
        assertTrue(hung.giveUp());
        assertTrue(hung.giveUp());
        assertTrue(uses.hangs() && hung.isGivenUp() && !well.isGivenUp());
        assertEquals(0, returned);
        assertTrue(hung.leave());
        assertEquals(1, returned, "nobody was told that nothing hangs");
        assertFalse(uses.hangs());
        assertFalse(hung.giveUp(), "it had left");
        assertFalse(uses.hangs());
        assertFalse(well.leave());
        assertEquals(1, returned);
    }
}
