// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.testing.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.blockgraph.embed.BlockOptions;
import org.blockgraph.embed.BlockSystem;

/** One life of a graph: the operations of one seed, each looked at before the next. */
final class Life {

    private static final int STEPS = 120;
    private static final int TRIES = 30;
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /** Something to do; false when there is nothing now that it could be done to. */
    @FunctionalInterface
    private interface Move {
        boolean run(SplittableRandom random) throws Exception;
    }

    private final SplittableRandom root;
    private final Path folder;
    private final List<String> story = new ArrayList<>();
    private final List<Move> moves = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final Map<String, Long> tally = new TreeMap<>();

    Life(long seed, Path folder) {
        this.root = new SplittableRandom(seed);
        this.folder = folder;
    }

    /** Lives it, and returns how often what was done. */
    Map<String, Long> live() throws Exception {
        // Nothing here hangs, and a machine that others use as well may be slow for long.
        BlockOptions options =
                new BlockOptions(null, line -> { }, PATIENCE, PATIENCE, PATIENCE, PATIENCE);
        try (BlockSystem system = BlockSystem.start(options)) {
            World world = new World(system, folder);
            live(world);
        } catch (Throwable e) {
            throw new AssertionError("the story was\n" + String.join("\n", story), e);
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        return tally;
    }

    private void live(World world) throws Exception {
        Attempts attempts = new Attempts(world, story);
        Invariants invariants = new Invariants(world);
        DeviceMoves devices = new DeviceMoves(world, attempts);
        StateMoves states = new StateMoves(world, attempts);
        DataMoves data = new DataMoves(world, attempts);
        fill(world, attempts, devices, states, data);
        try {
            for (int step = 0; step < STEPS; step++) {
                boolean byItself = step(root.split());
                if (byItself) {
                    invariants.settle();
                } else {
                    invariants.check();
                }
                if (step % 10 == 0) {
                    invariants.checkQuiet();
                }
            }
            states.restore();
            invariants.settle();
            invariants.checkQuiet();
            end(world, invariants, devices, data);
        } finally {
            world.drains.forEach(drain -> drain.handle().close());
        }
    }

    private void fill(
            World world, Attempts attempts, DeviceMoves devices, StateMoves states, DataMoves data) {
        EditMoves edits = new EditMoves(world, attempts, devices);
        Map<String, Integer> weights = new LinkedHashMap<>();
        Map<String, Move> all = new LinkedHashMap<>();
        put(weights, all, "open", 6, devices::open);
        put(weights, all, "open on", 8, devices::openOn);
        put(weights, all, "close", 4, devices::close);
        put(weights, all, "add", 4, devices::add);
        put(weights, all, "delete", 4, devices::delete);
        put(weights, all, "insert filter", 8, edits::insertFilter);
        put(weights, all, "insert overlay", 8, edits::insertOverlay);
        put(weights, all, "remove", 10, edits::remove);
        put(weights, all, "write again", 3, edits::beLoud);
        put(weights, all, "replace", 10, edits::replace);
        put(weights, all, "reopen", 10, new ReopenMoves(world, attempts, devices)::any);
        put(weights, all, "drain", 5, states::drain);
        put(weights, all, "undrain", 7, states::undrain);
        put(weights, all, "driver arrives", 4, states::arrive);
        put(weights, all, "driver leaves", 2, states::leave);
        put(weights, all, "driver upgraded", 3, states::upgrade);
        put(weights, all, "resize", 4, data::resize);
        put(weights, all, "tail", 4, data::tail);
        put(weights, all, "check", 3, data::check);
        put(weights, all, "revive", 1, data::revive);
        put(weights, all, "refused", 8, new RefusedMoves(world, attempts)::any);
        weights.forEach((name, weight) -> {
            for (int i = 0; i < weight; i++) {
                names.add(name);
                moves.add(all.get(name));
            }
        });
    }

    private static void put(
            Map<String, Integer> weights, Map<String, Move> all, String name, int weight, Move move) {
        weights.put(name, weight);
        all.put(name, move);
    }

    /** Does something, and tells whether some of its effects come by themselves. */
    private boolean step(SplittableRandom random) throws Exception {
        for (int i = 0; i < TRIES; i++) {
            int which = random.nextInt(moves.size());
            if (moves.get(which).run(random)) {
                String name = names.get(which);
                tally.merge(name, 1L, Long::sum);
                return name.equals("undrain") || name.equals("driver arrives");
            }
        }
        return false;
    }

    /** Closes everything, after which nothing is left. */
    private static void end(World world, Invariants invariants, DeviceMoves devices, DataMoves data)
            throws Exception {
        for (String name : List.copyOf(world.picture.devices.keySet())) {
            Picture.Item shown = world.picture.shown(world.picture.devices.get(name).root());
            if (!shown.format().equals("raw") && !shown.format().equals("null-co")) {
                data.check(name);
            }
            devices.close(name);
            invariants.check();
        }
        SplittableRandom any = new SplittableRandom(0);
        while (devices.delete(any)) {
            invariants.check();
        }
        if (!world.picture.items.isEmpty()) {
            throw new AssertionError("left over: " + world.picture.items);
        }
    }
}
