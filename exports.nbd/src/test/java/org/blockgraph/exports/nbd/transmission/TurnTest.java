// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.exports.nbd.transmission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TurnTest {

    private final Queue<Runnable> queue = new ArrayDeque<>();
    private final List<String> done = new ArrayList<>();
    private boolean ended;

    private final Turn<Runnable> busy = new Turn<>(this::execute);
    private final Turn<Runnable> modest = new Turn<>(this::execute);

    private void execute(Runnable work) {
        if (ended) {
            throw new RejectedExecutionException();
        }
        queue.add(work);
    }

    private void runAll() {
        for (Runnable next = queue.poll(); next != null; next = queue.poll()) {
            next.run();
        }
    }

    private boolean add(Turn<Runnable> turn, String what) {
        return turn.add(() -> done.add(what));
    }

    @Test
    void whoHasMuchToDoHoldsUpNobody() {
        for (int i = 0; i < 4; i++) {
            add(busy, "busy " + i);
        }
        add(modest, "modest 0");
        add(modest, "modest 1");
        runAll();
        assertEquals(List.of("busy 0", "modest 0", "busy 1", "modest 1", "busy 2", "busy 3"), done);
    }

    @Test
    void severalThreadsWorkForOneClient() {
        add(busy, "first");
        add(busy, "second");
        busy.add(() -> done.add("third, beside " + queue.size()));
        add(busy, "last");
        queue.poll().run();
        queue.poll().run();
        queue.poll().run();
        assertEquals(List.of("first", "second", "third, beside 1"), done);
        runAll();
        assertEquals("last", done.getLast());
    }

    @Test
    void whatWasTakenIsDoneAfterTheEndAndNothingElse() {
        add(busy, "first");
        add(busy, "second");
        add(busy, "third");
        ended = true;
        assertFalse(add(modest, "late"));
        runAll();
        assertEquals(List.of("first", "second", "third"), done);
        assertFalse(add(busy, "later still"));
        ended = false;
        assertTrue(add(modest, "again"));
        runAll();
        assertEquals(List.of("first", "second", "third", "again"), done);
    }

    @Test
    void whatIsTakenAwayIsNotDone() {
        add(busy, "first");
        add(busy, "second");
        assertEquals(2, busy.takeAll().size());
        runAll();
        assertEquals(List.of(), done);
        add(busy, "third");
        runAll();
        assertEquals(List.of("third"), done);
    }
}
