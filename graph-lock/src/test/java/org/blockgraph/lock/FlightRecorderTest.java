// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the flight recorder is told. */
class FlightRecorderTest extends LockFixture {

    private static final String READER_WAIT = "org.blockgraph.lock.ReaderWait";
    private static final String WRITER_WAIT = "org.blockgraph.lock.WriterWait";
    private static final String WRITE_HOLD = "org.blockgraph.lock.WriteHold";

    @TempDir
    Path folder;

    private List<RecordedEvent> record(Duration threshold, Actor.Deed deed) throws Exception {
        Path file = folder.resolve("lock.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(READER_WAIT).withThreshold(threshold);
            recording.enable(WRITER_WAIT).withThreshold(threshold);
            recording.enable(WRITE_HOLD).withThreshold(threshold);
            recording.start();
            deed.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().startsWith("org.blockgraph.lock."))
                .filter(event -> event.getString("lock").equals("graph"))
                .toList();
    }

    private static List<RecordedEvent> only(String name, List<RecordedEvent> events) {
        return events.stream().filter(event -> event.getEventType().getName().equals(name)).toList();
    }

    /** One reader sleeps behind a writer, then a writer gives up on it. */
    private void meetEachOther() throws Exception {
        Hold hold = shared("disk").newHold("request 7");
        Actor reader = actor("io thread");
        lock.global().lock();
        CompletableFuture<Void> entering;
        try (WriteSection _ = lock.lockWrite("swap")) {
            entering = reader.start(() -> {
                hold.lockRead();
                return null;
            });
            awaitSleepingReaders(1);
        }
        Actor.result(entering);
        assertThrows(LockTimeoutException.class, () -> lock.lockWrite("late", 1, TimeUnit.MILLISECONDS));
        lock.global().unlock();
        reader.run(hold::unlockRead);
    }

    @Test
    void waitsAndHoldsAreRecorded() throws Exception {
        List<RecordedEvent> events = record(Duration.ZERO, this::meetEachOther);
        RecordedEvent readerWait = only(READER_WAIT, events).getFirst();
        assertEquals("request 7", readerWait.getString("reader"));
        assertEquals("disk", readerWait.getString("context"));
        assertTrue(readerWait.getBoolean("entered"));
        assertEquals("io thread", readerWait.getThread().getJavaName());
        RecordedEvent hold = only(WRITE_HOLD, events).getFirst();
        assertEquals("swap", hold.getString("reason"));
        assertTrue(!hold.getStartTime().isAfter(readerWait.getStartTime()), events::toString);
        List<RecordedEvent> writerWaits = only(WRITER_WAIT, events);
        assertTrue(writerWaits.get(0).getBoolean("entered"));
        RecordedEvent inVain = writerWaits.get(1);
        assertEquals("late", inVain.getString("reason"));
        assertEquals(1, inVain.getLong("readersAtStart"));
        assertTrue(!inVain.getBoolean("entered"));
        assertTrue(inVain.getDuration().compareTo(Duration.ofMillis(1)) >= 0, inVain::toString);
        assertEquals(1, only(WRITE_HOLD, events).size(), "a hold of a writer that never came in");
        assertIdle();
    }

    @Test
    void whatIsBelowTheThresholdIsNot() throws Exception {
        assertEquals(List.of(), record(Duration.ofHours(1), this::meetEachOther));
    }
}
