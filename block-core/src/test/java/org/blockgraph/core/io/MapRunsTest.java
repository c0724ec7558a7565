// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.blockgraph.api.info.MapExtent;
import org.junit.jupiter.api.Test;

class MapRunsTest {

    @Test
    void neighboursOfOneKindAreJoined() {
        MapRuns runs = new MapRuns(10);
        runs.add(placed(0, 10, 100, "a"));
        runs.add(placed(10, 5, 110, "a"));
        runs.add(placed(15, 5, 120, "a"));
        runs.add(placed(20, 5, 125, "b"));
        assertEquals(
                List.of(placed(0, 15, 100, "a"), placed(15, 5, 120, "a"), placed(20, 5, 125, "b")),
                runs.runs());
    }

    @Test
    void thoseThatDifferInAnythingAreNot() {
        List<MapExtent> different = List.of(
                new MapExtent(0, 1, 0, false, false, false, false, -1, ""),
                new MapExtent(1, 1, 1, false, false, false, false, -1, ""),
                new MapExtent(2, 1, 1, true, false, false, false, -1, ""),
                new MapExtent(3, 1, 1, true, true, false, false, -1, ""),
                new MapExtent(4, 1, 1, true, true, true, false, -1, ""),
                new MapExtent(5, 1, 1, true, true, true, true, -1, ""),
                new MapExtent(6, 1, 1, true, true, true, true, 7, "a"),
                new MapExtent(7, 1, 1, true, true, true, true, -1, ""));
        MapRuns runs = new MapRuns(10);
        different.forEach(runs::add);
        assertEquals(different, runs.runs());
    }

    @Test
    void itEndsOnceAsManyAsWantedAreComplete() {
        MapRuns runs = new MapRuns(2);
        assertTrue(runs.add(placed(0, 10, 0, "a")));
        assertTrue(runs.add(placed(10, 10, 100, "a")));
        assertTrue(runs.add(placed(20, 10, 110, "a")), "the second run may still grow");
        assertFalse(runs.add(placed(30, 10, 0, "a")));
        assertEquals(List.of(placed(0, 10, 0, "a"), placed(10, 20, 100, "a")), runs.runs());
    }

    @Test
    void fewerThanWantedAreAllOfThem() {
        MapRuns runs = new MapRuns(5);
        assertEquals(List.of(), runs.runs());
        runs.add(placed(0, 10, 0, "a"));
        assertEquals(List.of(placed(0, 10, 0, "a")), runs.runs());
    }

    private static MapExtent placed(long start, long length, long offset, String file) {
        return new MapExtent(start, length, 0, true, false, true, false, offset, file);
    }
}
