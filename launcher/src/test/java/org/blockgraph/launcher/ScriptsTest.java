// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The two scripts that do everything, on machines where something is missing. */
class ScriptsTest {

    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final Path RUN = ROOT.resolve("itests/run");
    private static final Path START = ROOT.resolve("bundles/start");
    private static final Path FIND_JDK = ROOT.resolve("bundles/src/main/appliance/bin/find-jdk");

    /** What the scripts need of a machine before they look for anything. */
    private static final List<String> TOOLS = List.of("dirname", "readlink", "sed", "sort");

    @TempDir
    private Path folder;

    private Path bin;

    /** How a script ended, and all that it printed. */
    private record Outcome(int code, String output) {}

    @BeforeEach
    void makeMachine() throws Exception {
        bin = Files.createDirectory(folder.resolve("bin"));
        for (String tool : TOOLS) {
            program(tool, "exec /usr/bin/" + tool + " \"$@\"");
        }
    }

    private void program(String name, String body) throws IOException {
        executable(bin.resolve(name), "#!/usr/bin/bash\n" + body + "\n");
    }

    private static void executable(Path path, String text) throws IOException {
        Path file = Files.writeString(path, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Outcome bash(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", bin.toString());
        builder.environment().put("HOME", folder.toString());
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(), output);
    }

    private Outcome run() throws Exception {
        return bash("/usr/bin/bash", RUN.toString());
    }

    private static List<String> packages() throws IOException {
        String needed = Files.readString(RUN);
        needed = needed.substring(needed.indexOf("needed=("), needed.indexOf("\n)"));
        return Pattern.compile("\\S+:(\\S+)")
                .matcher(needed)
                .results()
                .map(each -> each.group(1))
                .distinct()
                .toList();
    }

    @Test
    void whoeverIsNotRootIsToldThePackages() throws Exception {
        program("id", "echo 1000");
        program("apt-get", "echo installed >> " + folder.resolve("log"));
        Outcome outcome = run();
        assertEquals(1, outcome.code(), outcome.output());
        assertEquals(1, outcome.output().lines().count(), outcome.output());
        assertTrue(outcome.output().contains("apt-get install"), outcome.output());
        assertTrue(outcome.output().contains("qemu-utils"), outcome.output());
        assertFalse(Files.exists(folder.resolve("log")), "it installed something");
    }

    @Test
    void rootInstallsWhatIsMissingAndNothingElse() throws Exception {
        program("id", "echo 0");
        for (String peer : List.of("nbdinfo", "nbdcopy", "qemu-img")) {
            program(peer, "");
        }
        program("apt-get", "echo \"$*\" >> " + folder.resolve("log"));
        Outcome outcome = run();
        assertEquals(1, outcome.code(), outcome.output());
        assertTrue(outcome.output().contains("still missing after their installation"), outcome.output());
        String log = Files.readString(folder.resolve("log"));
        assertTrue(log.contains("-q update\n"), log);
        assertTrue(log.contains("install -y --no-install-recommends"), log);
        assertTrue(log.contains("qemu-utils") && log.contains("maven"), log);
        assertFalse(log.contains("libnbd-bin"), log);
    }

    @Test
    void theManualListsEveryPackage() throws Exception {
        String manual = Files.readString(ROOT.resolve("itests/README.md"));
        assertTrue(packages().size() > 3, packages()::toString);
        for (String each : packages()) {
            assertTrue(manual.contains("`" + each + "`"), each);
        }
    }

    @Test
    void aLineThatAsksForHelpIsALine() throws Exception {
        program("cat", "exec /usr/bin/cat");
        program("find", "echo something is newer");
        Outcome help = bash("/usr/bin/bash", START.toString(), "-c", "block:graph", "--help");
        assertEquals(0, help.code(), help.output());
        assertTrue(help.output().contains("usage: start"), help.output());
        Outcome line = bash("/usr/bin/bash", START.toString(), "-c", "block:graph --help");
        assertFalse(line.output().contains("usage: start"), line.output());
    }

    @Test
    void aMachineWithoutTheJdkIsToldWhatToInstall() throws Exception {
        Outcome outcome = bash(
                "/usr/bin/bash", "-c", "set -euo pipefail; . \"$0\"; jdk_version() { echo 21; }; find_jdk",
                FIND_JDK.toString());
        assertEquals(1, outcome.code(), outcome.output());
        assertEquals(1, outcome.output().lines().count(), outcome.output());
        assertTrue(outcome.output().contains("no JDK 25"), outcome.output());
        assertTrue(outcome.output().contains("JAVA_HOME"), outcome.output());
    }

    @Test
    void anOldJdkInTheEnvironmentIsPassedOver() throws Exception {
        Path old = jdk("old", "17.0.12");
        Path wanted = jdk("wanted", "25.0.1");
        assertEquals(wanted.toString(), homeFoundWith(wanted));
        assertFalse(homeFoundWith(old).startsWith(folder.toString()), "the old one was taken");
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = folder.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        executable(home.resolve("bin/java"), "#!/usr/bin/bash\n");
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        return home;
    }

    private String homeFoundWith(Path javaHome) throws Exception {
        Outcome outcome = bash(
                "/usr/bin/bash", "-c", "JAVA_HOME=$1; . \"$0\"; find_jdk; echo \"$JAVA_HOME\"",
                FIND_JDK.toString(), javaHome.toString());
        return outcome.output().strip();
    }
}
