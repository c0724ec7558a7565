// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** One broken lock: compiled into a folder of its own, and put before the sound one on the class path. */
final class Trial {

    private static final Path MODULE = Path.of("../..").toAbsolutePath().normalize();
    private static final Path SOURCES = MODULE.resolve("src/main/java/org/blockgraph/lock/internal");

    private static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    /** Far beyond what the tests take: a single one that hangs fails much earlier, by its own bound. */
    private static final long DEADLINE_SECONDS = 900;

    private static final String UNIT_TESTS =
            "org\\.blockgraph\\.lock\\.(?!(model|mutation|jcstress)\\.).*Test";
    private static final String MODEL_TEST = "org\\.blockgraph\\.lock\\.model\\.ModelTest";

    private static final Pattern STARTED = Pattern.compile("(?m)^started (.*)$");
    private static final Pattern FAILED = Pattern.compile("(?m)^failed (.*)$");
    private static final Pattern FORBIDDEN =
            Pattern.compile("(?m)^.*?(\\w+Litmus\\.\\w+) .*(Observed forbidden state|had failed)");

    private final Mutation mutation;
    private final Path folder;

    Trial(Mutation mutation, Path folder) {
        this.mutation = mutation;
        this.folder = folder;
    }

    static Path source(String type) {
        return SOURCES.resolve(type + ".java");
    }

    /** Returns which test noticed, or an empty string. */
    String run() throws IOException, InterruptedException {
        compile();
        String caught = mutation.litmus().isEmpty() ? "" : runLitmus();
        if (caught.isEmpty()) {
            caught = runTests(UNIT_TESTS, List.of());
        }
        if (caught.isEmpty()) {
            caught = runTests(MODEL_TEST, List.of("-Dblockgraph.model.seconds=15"));
        }
        return caught;
    }

    private void compile() throws IOException {
        Path source = folder.resolve("source").resolve(mutation.file() + ".java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, mutation.apply(Files.readString(source(mutation.file()))));
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", folder.toString(),
                "-cp", CLASS_PATH));
        arguments.add(source.toString());
        // With all the others, so that nothing keeps what was inlined into it from the sound class.
        try (Stream<Path> others = Files.walk(MODULE.resolve("src/main/java"))) {
            others.filter(file -> file.toString().endsWith(".java") && !file.endsWith(source.getFileName()))
                    .forEach(file -> arguments.add(file.toString()));
        }
        int failure = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, arguments.toArray(String[]::new));
        if (failure != 0) {
            throw new AssertionError("mutation '" + mutation.name() + "' does not compile");
        }
    }

    private String runTests(String classes, List<String> options) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(options);
        command.addAll(List.of(FirstFailure.class.getName(), classes));
        return start(command, MODULE, FAILED);
    }

    private String runLitmus() throws IOException, InterruptedException {
        return start(List.of("org.openjdk.jcstress.Main", "-t", mutation.litmus(), "-r", folder.toString(),
                "-f", "1", "-iters", "5", "-time", "1000", "-sc", "false", "-jvmArgs",
                "-XX:+UseSerialGC"), folder, FORBIDDEN);
    }

    /**
     * Starts a JVM with the broken lock; returns what the pattern finds in its output if it fails. One that
     * does not end noticed nothing: it says only that a test lacks a bound.
     */
    private String start(List<String> program, Path where, Pattern culprit)
            throws IOException, InterruptedException {
        String classPath = folder + ":" + MODULE.resolve("target/test-classes") + ":" + CLASS_PATH;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-ea", "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
                "-cp", classPath));
        command.addAll(program);
        Path output = folder.resolve("output.txt");
        Process process = new ProcessBuilder(command)
                .directory(where.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (!process.waitFor(DEADLINE_SECONDS, TimeUnit.SECONDS)) {
                List<MatchResult> started = STARTED.matcher(Files.readString(output)).results().toList();
                throw new AssertionError("mutation '" + mutation.name() + "': no end after "
                        + DEADLINE_SECONDS + " s of " + program
                        + (started.isEmpty() ? "" : ", last " + started.getLast().group()));
            }
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        if (process.exitValue() == 0) {
            return "";
        }
        String said = Files.readString(output);
        Matcher found = culprit.matcher(said);
        if (!found.find()) {
            throw new AssertionError("ended with " + process.exitValue() + ", naming nobody:\n" + said);
        }
        return found.group(1).replace("Litmus.", "Litmus#");
    }
}
