// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.shell;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.blockgraph.itests.harness.ApplianceFiles;
import org.blockgraph.itests.harness.ApplianceProcess;
import org.blockgraph.itests.harness.OneFramework;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What a user can get wrong: one clear line that names it, nothing lost, and the appliance stays up. */
@OneFramework
class BadInputIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int SIZE = 1 << 20;

    @TempDir
    private Path folder;

    private Path image;
    private byte[] content;

    @BeforeEach
    void makeFiles() throws Exception {
        content = Files.readAllBytes(ApplianceFiles.driver("org.blockgraph.drivers.raw"));
        content = Arrays.copyOf(content, SIZE);
        image = Files.write(folder.resolve("disk.img"), content);
        Files.write(folder.resolve("other.img"), content);
        Files.createDirectory(folder.resolve("dir"));
        Files.writeString(folder.resolve("text.jar"), "no jar at all\n");
    }

    /** A line, and what its complaint has to say; each @ is the folder. */
    static Stream<Arguments> badLines() {
        return Stream.of(
                Arguments.of("block:open d1 @/dir", "@/dir: is a directory"),
                Arguments.of("block:open d1 @/missing.img", "@/missing.img: no such file"),
                Arguments.of("block:open d1 @/disk.img/x", "@/disk.img/x: "),
                Arguments.of("block:open d1 /dev/null", "/dev/null: is neither a file nor a disk"),
                Arguments.of("block:open d0 @/other.img", "d0: a device of that name exists"),
                Arguments.of("block:open d0.file @/other.img", "d0.file: a node of that name exists"),
                Arguments.of("block:open d1 @/disk.img", "@/disk.img: in use by another process or device"),
                Arguments.of("block:create @/disk.img 2M", "@/disk.img: in use by another process or device"),
                Arguments.of("block:create @/dir 2M", "@/dir: is a directory"),
                Arguments.of("block:create @/missing/new.img 2M", "@/missing/new.img: "),
                Arguments.of("block:open -f qcow99 d1 @/other.img", "no driver 'qcow99' is here"),
                Arguments.of("block:open -o colour=red d1 @/other.img", "d1: no such option: colour"),
                Arguments.of(
                        "block:open -o file.colour=red d1 @/other.img", "d1.file: no such option: colour"),
                Arguments.of("block:open --colour d1 @/other.img", "block:open: --colour: no such option"),
                Arguments.of("block:open d1 nbd://localhost/x", "nbd"),
                Arguments.of("block:read d0 1M 1", "d0: "),
                Arguments.of("block:read d0 0 16E", "LENGTH: '16E'"),
                Arguments.of("block:read d0 64k many", "LENGTH: 'many'"),
                Arguments.of("block:read -P 0 d0 0 4k", "d0: pattern verification failed at offset 0"),
                Arguments.of("block:read d9 0 512", "d9: no such device"),
                Arguments.of("block:write d0 1048575 2", "d0: "),
                Arguments.of("block:write --from @/missing.img d0 0", "@/missing.img: no such file"),
                Arguments.of("block:discard d0 1M 4k", "d0: "),
                Arguments.of("block:close d9", "d9: no such device"),
                Arguments.of("block:check d0", "d0"),
                Arguments.of("block:why d9", "d9: no such node or device"),
                Arguments.of("block:replace-driver @/missing.jar", "@/missing.jar: no such file"),
                Arguments.of("block:replace-driver @/text.jar", "@/text.jar is no bundle"),
                Arguments.of("block:replace-driver @/dir", "@/dir can't be read"),
                Arguments.of("block:nonsense d0", "block:nonsense"));
    }

    @ParameterizedTest
    @MethodSource("badLines")
    void oneLineNamesIt(String line, String complaint) throws Exception {
        assertRefused(List.of(), in(folder, line), in(folder, complaint));
    }

    @Test
    void theApplianceStaysUp() throws Exception {
        List<String> lines = new ArrayList<>(List.of("block:open d0 " + image));
        badLines()
                .forEach(each ->
                        lines.add("try { " + in(folder, (String) each.get()[0]) + " } { echo refused }"));
        lines.add("block:graph");
        lines.add("block:read --to " + folder.resolve("read") + " d0 0 " + SIZE);
        try (ApplianceProcess appliance = start(List.of(), lines)) {
            assertEquals(0, appliance.awaitExit(SOON), appliance.errors());
            assertEquals("", appliance.errors());
            long refused = appliance.results().lines().filter("refused"::equals).count();
            assertEquals(badLines().count(), refused, appliance.results());
        }
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("read")));
        assertArrayEquals(content, Files.readAllBytes(image));
    }

    @Test
    void anImageThatAnotherProgramWritesIsInUse() throws Exception {
        try (LockHolder _ = new LockHolder(folder.resolve("other.img"))) {
            String complaint = folder.resolve("other.img") + ": in use by another process or device";
            assertRefused(List.of(), "block:open d1 " + folder.resolve("other.img"), complaint);
            assertRefused(List.of(), "block:open -r d1 " + folder.resolve("other.img"), complaint);
            assertRefused(List.of(), "block:create " + folder.resolve("other.img") + " 2M", complaint);
        }
        assertArrayEquals(content, Files.readAllBytes(folder.resolve("other.img")));
    }

    @Test
    void anImageThatAnotherApplianceWritesIsInUse() throws Exception {
        Path other = folder.resolve("other.img");
        Path second = Files.createDirectory(folder.resolve("second"));
        try (ApplianceProcess holder = ApplianceProcess.start(
                second, "--headless", "-c", "block:open d0 " + other, "-c", "echo ready")) {
            holder.awaitResult("ready");
            assertRefused(
                    List.of(), "block:open d1 " + other, other + ": in use by another process or device");
            holder.handle().destroy();
            assertEquals(0, holder.awaitExit(SOON), holder.errors());
        }
        assertArrayEquals(content, Files.readAllBytes(other));
    }

    @Test
    void whatMayNotBeReadIsNamed() throws Exception {
        Path secret = Files.write(folder.resolve("secret.img"), content);
        Path jar =
                Files.copy(ApplianceFiles.driver("org.blockgraph.drivers.raw"), folder.resolve("secret.jar"));
        Path closed = Files.createDirectory(folder.resolve("closed"));
        List<String> files = List.of(secret.toString(), jar.toString(), closed.toString());
        for (String file : files) {
            Program.run("chmod", "0", file);
        }
        try {
            List<String> bounded = Unprivileged.prefix();
            assertRefused(bounded, "block:open d1 " + secret, secret + ": permission denied");
            assertRefused(bounded, "block:open -r d1 " + secret, secret + ": permission denied");
            assertRefused(bounded, "block:create " + secret + " 2M", secret + ": permission denied");
            assertRefused(
                    bounded,
                    "block:create " + closed + "/new.img 2M",
                    closed + "/new.img: can't make the file: permission denied");
            assertRefused(bounded, "block:write --from " + secret + " d0 0", secret + ": permission denied");
            assertRefused(bounded, "block:replace-driver " + jar, jar + ": permission denied");
        } finally {
            for (String file : files) {
                Program.run("chmod", "700", file);
            }
        }
        assertArrayEquals(content, Files.readAllBytes(secret));
        assertEquals(0, closed.toFile().list().length);
    }

    @Test
    void aJarThatIsNoBundleIsNamedWhenItIsDropped() throws Exception {
        Path deploy = Files.createDirectory(folder.resolve("deploy"));
        for (Path jar : ApplianceFiles.jars(ApplianceFiles.home().resolve("deploy"))) {
            Files.copy(jar, deploy.resolve(jar.getFileName()));
        }
        Files.copy(folder.resolve("text.jar"), deploy.resolve("early.jar"));
        try (ApplianceProcess appliance = start(List.of(), List.of("block:open d0 " + image, "echo ready"),
                "--headless", "-D", "felix.fileinstall.dir=" + deploy)) {
            appliance.awaitResult("ready");
            Files.copy(folder.resolve("text.jar"), deploy.resolve("late.jar"));
            appliance.awaitError("late.jar");
            appliance.handle().destroy();
            assertEquals(0, appliance.awaitExit(SOON), appliance.errors());
            for (String name : List.of("early.jar", "late.jar")) {
                List<String> lines = appliance.errors().lines().filter(line -> line.contains(name)).toList();
                assertEquals(1, lines.size(), appliance.errors());
                assertTrue(lines.get(0).contains(deploy.resolve(name) + ": is no jar: "), lines.get(0));
            }
            assertEquals(3, appliance.errors().lines().count(), appliance.errors());
        }
        assertArrayEquals(content, Files.readAllBytes(image));
    }

    /**
     * Has d0 open, then runs the line: exit code 1, and all of standard error is one line with the complaint.
     */
    private void assertRefused(List<String> before, String line, String complaint) throws Exception {
        try (ApplianceProcess appliance =
                start(before, List.of("block:open d0 " + image, line, "echo never"))) {
            assertEquals(1, appliance.awaitExit(SOON), appliance.results() + appliance.errors());
            assertEquals("opened d0: raw (probed), 1 MiB (1048576 bytes)\n", appliance.results());
            String errors = appliance.errors();
            assertEquals(1, errors.lines().count(), errors);
            assertTrue(errors.startsWith("blockgraph: ") && errors.contains(complaint), errors);
        }
        assertArrayEquals(content, Files.readAllBytes(image), "the image of d0 has changed");
    }

    private ApplianceProcess start(List<String> before, List<String> lines, String... options)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        for (String line : lines) {
            arguments.addAll(List.of("-c", line));
        }
        return ApplianceProcess.startBy(before, folder, arguments.toArray(String[]::new));
    }

    private static String in(Path folder, String text) {
        return text.replace("@", folder.toString());
    }
}
