// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.drivers.qcow2;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** What was written to a file and when it was flushed, so that a power cut at any moment can be played. */
final class Journal implements Tap {

    /** What becomes of the writes that no flush followed. */
    enum Loss {
        /** All of them are on the disk. */
        NOTHING,
        /** None is. */
        EVERYTHING,
        /** Some are, some in part, in whole sectors. */
        SOMETHING
    }

    private sealed interface Event permits Write, Flush {}

    private record Write(long offset, byte[] bytes) implements Event {}

    /** @param begin what was written before this moment is durable */
    private record Flush(int begin) implements Event {}

    private final byte[] before;

    /** Guarded by this. */
    private final List<Event> events = new ArrayList<>();

    /** When the flush of each thread began. */
    private final ThreadLocal<Integer> begun = new ThreadLocal<>();

    /** @param before the file as it was at first */
    Journal(byte[] before) {
        this.before = before;
    }

    /** Returns the number of events so far. */
    synchronized int now() {
        return events.size();
    }

    @Override
    public void before(Operation operation) {
        if (operation == Operation.FLUSH) {
            begun.set(now());
        }
    }

    @Override
    public synchronized void written(long offset, byte[] bytes) {
        events.add(new Write(offset, bytes));
    }

    @Override
    public synchronized void flushed() {
        events.add(new Flush(begun.get()));
    }

    /** Returns the file as it is after a power cut at this moment. */
    synchronized byte[] crash(int moment, Loss loss, Random random) {
        int durable = 0;
        for (Event event : events.subList(0, moment)) {
            if (event instanceof Flush flush) {
                durable = Math.max(durable, flush.begin);
            }
        }
        byte[] file = before.clone();
        for (int i = 0; i < moment; i++) {
            if (events.get(i) instanceof Write write) {
                file = i < durable || loss == Loss.NOTHING
                        ? put(file, write, 0, write.bytes.length)
                        : perhaps(file, write, loss, random);
            }
        }
        return file;
    }

    private static byte[] perhaps(byte[] file, Write write, Loss loss, Random random) {
        if (loss == Loss.EVERYTHING || random.nextInt(3) == 0) {
            return file;
        }
        int length = write.bytes.length;
        if (random.nextInt(3) != 0 || length <= Work.SECTOR) {
            return put(file, write, 0, length);
        }
        int cut = Work.SECTOR * random.nextInt(length / Work.SECTOR);
        return random.nextBoolean() ? put(file, write, 0, cut) : put(file, write, cut, length);
    }

    private static byte[] put(byte[] file, Write write, int from, int to) {
        int end = (int) write.offset + to;
        byte[] larger = end > file.length ? Arrays.copyOf(file, end) : file;
        System.arraycopy(write.bytes, from, larger, (int) write.offset + from, to - from);
        return larger;
    }
}
