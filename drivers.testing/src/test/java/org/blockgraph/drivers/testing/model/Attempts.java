// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.List;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;

/** Does operations, each of which has to succeed, or to be refused and leave everything as it was. */
final class Attempts {

    /** An operation on the graph. */
    @FunctionalInterface
    interface Operation {
        /** Does it. */
        void run() throws BlockException, InterruptedException;
    }

    private final World world;
    private final List<String> story;

    /** Every operation adds a line to the story. */
    Attempts(World world, List<String> story) {
        this.world = world;
        this.story = story;
    }

    void tell(String what) {
        story.add(what);
    }

    /**
     * Does one after which the graph is to be as in the picture, unless users do not go together there.
     *
     * @return whether it was done
     */
    boolean toReach(String what, Picture wanted, Operation operation)
            throws BlockException, InterruptedException {
        String conflict = new Grants(wanted).conflict();
        if (conflict != null) {
            refused(what, BlockError.PERMISSION, operation);
            return false;
        }
        tell(what);
        operation.run();
        world.picture = wanted;
        return true;
    }

    /** Does one that is to be refused. */
    void refused(String what, BlockError error, Operation operation) throws InterruptedException {
        tell(what + ": " + error);
        List<String> before = Sight.of(world.graph);
        try {
            operation.run();
        } catch (BlockException e) {
            if (e.error() != error) {
                throw new AssertionError(
                        what + " was refused with " + e.error() + " in place of " + error, e);
            }
            requireSame(what, before, Sight.of(world.graph));
            return;
        }
        throw new AssertionError(what + " was not refused with " + error);
    }

    private static void requireSame(String what, List<String> before, List<String> after) {
        if (!before.equals(after)) {
            throw new AssertionError(what + " was refused and changed something:\nbefore\n"
                    + String.join("\n", before) + "\nafter\n" + String.join("\n", after));
        }
    }
}
