// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.blockgraph.api.DrainHandle;

/** Drains, drivers that come and go. */
final class StateMoves {

    private static final int MOST_DRAINS = 4;
    private static final int MOST_VERSIONS = 3;

    private final World world;
    private final Attempts attempts;

    StateMoves(World world, Attempts attempts) {
        this.world = world;
        this.attempts = attempts;
    }

    /** Drains a node, or everything. */
    boolean drain(SplittableRandom random) throws Exception {
        String node = World.pick(world.nodes(item -> true), random);
        if (node == null || world.drains.size() >= MOST_DRAINS) {
            return false;
        }
        boolean all = random.nextInt(4) == 0;
        attempts.tell("drain " + (all ? "all" : node));
        DrainHandle handle = all ? world.graph.drainAll() : world.graph.drain(node);
        Set<String> nodes = all ? new TreeSet<>(world.picture.items.keySet()) : world.picture.above(node);
        world.drains.add(new World.Drained(handle, nodes));
        return true;
    }

    /** Ends a drain, whichever; twice does no harm. */
    boolean undrain(SplittableRandom random) {
        World.Drained drain = World.pick(world.drains, random);
        if (drain == null) {
            return false;
        }
        attempts.tell("undrain " + drain.nodes());
        world.drains.remove(drain);
        drain.handle().close();
        if (random.nextBoolean()) {
            drain.handle().close();
        }
        return true;
    }

    /** Registers a driver: one more, or one that nodes wait for. */
    boolean arrive(SplittableRandom random) throws Exception {
        List<String> missing = List.copyOf(world.drivers.missing());
        String format = World.pick(missing.isEmpty() ? Drivers.formats() : missing, random);
        if (world.drivers.count(format) >= MOST_VERSIONS) {
            return false;
        }
        attempts.tell("driver " + format + " arrives");
        world.drivers.register(format);
        return true;
    }

    /** Takes a driver away; its nodes move to another registration, or park. */
    boolean leave(SplittableRandom random) {
        String format = World.pick(Drivers.formats(), random);
        int count = world.drivers.count(format);
        // With one format missing at a time the others still have something to do.
        if (count == 0 || count == 1 && !world.drivers.missing().isEmpty()) {
            return false;
        }
        attempts.tell("driver " + format + " leaves, one of " + count);
        world.drivers.withdraw(format);
        return true;
    }

    /** Lets a new version take over from the old ones. */
    boolean upgrade(SplittableRandom random) throws Exception {
        String format = World.pick(Drivers.formats(), random);
        if (world.drivers.count(format) == 0) {
            return false;
        }
        attempts.tell("driver " + format + " is upgraded");
        world.drivers.register(format);
        while (world.drivers.count(format) > 1) {
            world.drivers.withdraw(format);
        }
        return true;
    }

    /** Ends everything that keeps requests waiting. */
    void restore() throws Exception {
        for (String format : world.drivers.missing()) {
            attempts.tell("driver " + format + " arrives at last");
            world.drivers.register(format);
        }
        attempts.tell("undrain all");
        world.drains.forEach(drain -> drain.handle().close());
        world.drains.clear();
    }
}
