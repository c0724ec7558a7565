// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.benchmarks.qcow2;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Says where processor time goes while something runs: samples of the JDK's flight recorder, by the topmost
 * method and by the topmost method of this project. The kernel's share counts for the method that called it.
 */
final class Profile {

    private static final String EVENT = "jdk.CPUTimeSample";
    private static final int LINES = 15;

    private final Map<String, Integer> tops = new HashMap<>();
    private final Map<String, Integer> owners = new HashMap<>();
    private int samples;

    /** Something that may fail. */
    interface Work {
        void run() throws Exception;
    }

    /** Runs the work, records it, and returns the profile as text. */
    static String of(Work work) throws Exception {
        Path file = Files.createTempFile("profile", ".jfr");
        try (Recording recording = new Recording()) {
            recording.enable(EVENT).with("throttle", "1ms");
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
            Profile profile = new Profile();
            try (RecordingFile events = new RecordingFile(file)) {
                while (events.hasMoreEvents()) {
                    profile.add(events.readEvent());
                }
            }
            return profile.text();
        } finally {
            Files.delete(file);
        }
    }

    private void add(RecordedEvent event) {
        if (!event.getEventType().getName().equals(EVENT) || event.getStackTrace() == null) {
            return;
        }
        samples++;
        boolean topmost = true;
        for (RecordedFrame frame : event.getStackTrace().getFrames()) {
            String type = frame.getMethod().getType().getName();
            String method = type + '.' + frame.getMethod().getName();
            if (topmost) {
                tops.merge(method, 1, Integer::sum);
                topmost = false;
            }
            if (type.startsWith("org.blockgraph.")) {
                owners.merge(method, 1, Integer::sum);
                return;
            }
        }
        owners.merge("(none of this project)", 1, Integer::sum);
    }

    private String text() {
        return samples + " samples of processor time\n" + section("on top of the stack", tops)
                + section("of this project, topmost", owners);
    }

    private String section(String title, Map<String, Integer> counts) {
        StringBuilder text = new StringBuilder("  " + title + ":\n");
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(LINES)
                .forEach(entry -> text.append(line(entry.getKey(), entry.getValue())));
        return text.toString();
    }

    private String line(String method, int count) {
        return String.format(Locale.ROOT, "  %5.1f %%  %s%n", 100.0 * count / samples, method);
    }
}
