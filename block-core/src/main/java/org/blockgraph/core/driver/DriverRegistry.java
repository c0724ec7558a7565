// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.core.driver;

import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.blockgraph.api.BlockError;
import org.blockgraph.api.BlockException;
import org.blockgraph.api.driver.BlockDriver;

/** The registrations that are here. Any thread. */
public final class DriverRegistry {

    /** The most registrations; a further one is refused. */
    public static final int MAX_DRIVERS = 1024;

    private final List<DriverEntry> entries = new CopyOnWriteArrayList<>();

    /** Adds a registration. */
    public void add(DriverEntry entry) throws BlockException {
        if (entries.size() >= MAX_DRIVERS) {
            throw new BlockException(BlockError.BUSY, entry + ": " + MAX_DRIVERS + " drivers are registered");
        }
        entries.add(entry);
    }

    /** Removes a registration whose departure is over. */
    public void remove(DriverEntry entry) {
        entries.remove(entry);
    }

    /** Returns the registration with that id, or null. */
    public DriverEntry byId(long id) {
        return entries.stream().filter(entry -> entry.identity().id() == id).findFirst().orElse(null);
    }

    /** Returns the registrations in order of arrival. */
    public List<DriverEntry> entries() {
        return List.copyOf(entries);
    }

    /** Returns the best active registration of a format, or null. */
    public DriverEntry best(String format) {
        DriverEntry best = null;
        for (DriverEntry entry : entries) {
            if (entry.isActive()
                    && entry.format().equals(format)
                    && (best == null || entry.isPreferredTo(best))) {
                best = entry;
            }
        }
        return best;
    }

    /** Returns the best active registration of a format. */
    public DriverEntry require(String format) throws BlockException {
        DriverEntry best = best(format);
        if (best == null) {
            TreeSet<String> known = new TreeSet<>();
            entries.forEach(entry -> known.add(entry.format()));
            throw new BlockException(
                    BlockError.NOT_FOUND, "no driver '" + format + "' is here (" + String.join(", ", known)
                            + "); install its bundle, or name another with -f");
        }
        return best;
    }

    /**
     * Guesses a format from an image's first bytes: the highest score wins, of equals the one that is first
     * by name, so that the order of registration does not matter. What no driver recognises, but is known, is
     * the known format: its driver is not here.
     */
    public Guess probe(byte[] head) {
        String best = null;
        int bestScore = BlockDriver.PROBE_NO;
        for (DriverEntry entry : entries) {
            int score = probe(entry, head);
            if (score > bestScore
                    || score == bestScore && best != null && entry.format().compareTo(best) < 0) {
                best = entry.format();
                bestScore = score;
            }
        }
        Guess guess = new Guess(best == null ? "unknown" : best, bestScore);
        Guess known = guess.isRecognised() ? null : KnownFormats.of(head);
        return known == null ? guess : known;
    }

    private static int probe(DriverEntry entry, byte[] head) {
        DriverCall<Integer> call = new DriverCall<>(entry, "probe", false, () -> { }, _ -> { }, () -> {
            BlockDriver driver = entry.driver();
            return driver == null || !entry.isActive()
                    ? BlockDriver.PROBE_NO
                    : driver.probe(Arrays.copyOf(head, head.length));
        });
        entry.calls().add(call);
        call.run();
        try {
            return Math.min(call.outcome(), BlockDriver.PROBE_SURE);
        } catch (BlockException e) {
            // A driver that can't look at the bytes does not recognise them.
            return BlockDriver.PROBE_NO;
        }
    }
}
