// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.misbehaving;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** Does what the script says. Any thread. */
final class Deeds {

    /** What the caller has to do itself. */
    enum Answer {
        /** Go on. */
        NONE,
        /** Return other bytes. */
        GARBLE,
        /** Return null. */
        NOTHING
    }

    private final Script script;

    Deeds(Script script) {
        this.script = script;
    }

    /** Where a BlockException can't be thrown, it goes out inside an unchecked one. */
    void unchecked(String point, String node) {
        try {
            at(point, node);
        } catch (BlockException e) {
            throw new OwnException(point, e);
        }
    }

    Answer at(String point, String node) throws BlockException {
        Object deed = script.at(point, node);
        switch (deed) {
            case null -> {
                return Answer.NONE;
            }
            case CountDownLatch latch -> hang(latch);
            case CompletableFuture<?> future -> future.join();
            case String word -> {
                return act(word, point, node);
            }
            default -> throw new IllegalArgumentException("no deed: " + deed);
        }
        return Answer.NONE;
    }

    private static Answer act(String word, String point, String node) throws BlockException {
        switch (word) {
            case "plain" -> throw new BlockException(
                    BlockError.IO, node, BlockException.NO_OFFSET, "the test driver fails in " + point,
                    new IllegalStateException("the cause"));
            case "own" -> throw new OwnException(point, new OwnException.Cause(point));
            case "own-block" -> throw new OwnBlockException(point, new OwnException.Cause(point));
            case "own-error" -> throw new OwnError(point, new OwnException.Cause(point));
            case "hang" -> hang(new CountDownLatch(1));
            case "hang-on" -> new CompletableFuture<Void>().join();
            case "garble" -> {
                return Answer.GARBLE;
            }
            case "nothing" -> {
                return Answer.NOTHING;
            }
            default -> {
                if (!Leaks.leave(word)) {
                    throw new BlockException(BlockError.valueOf(word), "the test driver fails in " + point);
                }
            }
        }
        return Answer.NONE;
    }

    private static void hang(CountDownLatch latch) throws BlockException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BlockException(BlockError.CANCELLED, "interrupted while it hung");
        }
    }
}
