// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.itests.harness;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.frameworkStartLevel;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.spi.DefaultExamSystem;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Bundle;

/** The assembled appliance in a framework in this process, with the tests as one more bundle. */
final class TestAppliance implements AutoCloseable {

    /** The last start level of the appliance; the probe comes at it too. */
    private static final int LAST_LEVEL = 6;

    /** What the tests inside share with JUnit and bnd outside. */
    private static final String[] SHARED_PACKAGES = {
        "org.junit.jupiter.api",
        "org.junit.jupiter.api.extension",
        "org.junit.jupiter.api.function",
        "org.junit.jupiter.api.io",
        "org.junit.jupiter.params",
        "org.junit.jupiter.params.provider",
        "org.opentest4j",
        "aQute.bnd.osgi"
    };

    private final NativeTestContainer container;
    private final Path deploy;
    private final Probe probe;

    private TestAppliance(NativeTestContainer container, Path deploy, Probe probe) {
        this.container = container;
        this.deploy = deploy;
        this.probe = probe;
    }

    static TestAppliance start(Class<?> testClass) throws Exception {
        Path deploy = copyOfDeployFolder();
        ExamSystem system = DefaultExamSystem.create(options(deploy, testClass));
        NativeTestContainer container = (NativeTestContainer) PaxExamRuntime.createContainer(system);
        container.start();
        try {
            TestProbeBuilder builder = system.createProbe();
            builder.addTest(testClass);
            long id = container.installProbe(builder.build().getStream());
            Bundle bundle = container.getSystemBundle().getBundleContext().getBundle(id);
            return new TestAppliance(container, deploy, new Probe(bundle, testClass));
        } catch (Exception e) {
            container.stop();
            delete(deploy);
            throw e;
        }
    }

    private static Option[] options(Path deploy, Class<?> testClass) {
        List<Option> options = new ArrayList<>();
        options.add(cleanCaches());
        options.add(frameworkStartLevel(LAST_LEVEL));
        options.add(systemPackages(SHARED_PACKAGES));
        Properties properties = ApplianceFiles.properties();
        properties.setProperty("felix.fileinstall.dir", deploy.toString());
        properties.setProperty("gosh.args", "--nointeractive");
        for (String each : testClass.getAnnotation(InAppliance.class).properties()) {
            String[] parts = each.split("=", 2);
            properties.setProperty(parts[0], parts[1]);
        }
        for (String key : properties.stringPropertyNames()) {
            options.add(frameworkProperty(key).value(properties.getProperty(key)));
        }
        for (Path level : ApplianceFiles.levels()) {
            int number = Integer.parseInt(level.getFileName().toString());
            for (Path jar : ApplianceFiles.jars(level)) {
                options.add(bundle(jar.toUri().toString()).startLevel(number));
            }
        }
        return options.toArray(Option[]::new);
    }

    /** Tests drop, overwrite and delete jars there. */
    private static Path copyOfDeployFolder() throws IOException {
        Path copy = Files.createTempDirectory("deploy");
        for (Path jar : ApplianceFiles.jars(ApplianceFiles.home().resolve("deploy"))) {
            Files.copy(jar, copy.resolve(jar.getFileName()));
        }
        return copy;
    }

    Probe probe() {
        return probe;
    }

    /** Stops the framework; fails if that takes longer than Pax Exam waits for it. */
    @Override
    public void close() throws IOException {
        container.stop();
        delete(deploy);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
