// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.internal;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.blockgraph.lock.LockSnapshot;

/** Puts the readers into words that keep others out, the longest inside first. */
final class Readers {

    /** So many are named; the others are counted. */
    private static final int NAMED = 5;

    private Readers() {}

    /** Describes those that count, without the abandoned ones. */
    static List<LockSnapshot.Reader> counted(List<Sighting> inside, boolean withStacks) {
        return Sighting.describe(inside, withStacks).stream()
                .filter(reader -> !reader.abandoned())
                .sorted(Comparator.comparingLong(LockSnapshot.Reader::sinceNanos).reversed())
                .toList();
    }

    static String inWords(List<LockSnapshot.Reader> readers) {
        String names = readers.stream().limit(NAMED).map(Readers::inWords).collect(Collectors.joining(", "));
        return readers.size() > NAMED ? names + " and " + (readers.size() - NAMED) + " more" : names;
    }

    private static String inWords(LockSnapshot.Reader reader) {
        return "'" + reader.owner() + "' (thread '" + reader.thread() + "', context '" + reader.context()
                + "', inside for at least " + reader.sinceNanos() / 1_000_000 + " ms"
                + (reader.stack().isEmpty() ? "" : ", at " + reader.stack().getFirst())
                + (reader.abandoned() ? ", abandoned)" : ")");
    }
}
