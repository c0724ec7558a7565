// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WiringTest {

    @TempDir
    private Path folder;

    @Test
    void theProjectsBundlesAreWiredSafely() throws IOException {
        List<String> complaints = new ArrayList<>();
        for (Module module : Project.bundles()) {
            complaints.addAll(WiringCheck.of(BuiltBundle.read(module.output())));
        }
        assertEquals("", String.join("\n", complaints));
    }

    @Test
    void theProjectHasBundlesOfEachKind() throws IOException {
        List<String> drivers = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (Module module : Project.bundles()) {
            BuiltBundle bundle = BuiltBundle.read(module.output());
            (bundle.isDriver() ? drivers : others).add(bundle.symbolicName());
        }
        assertTrue(drivers.contains("org.blockgraph.drivers.raw"), drivers::toString);
        assertTrue(others.contains("org.blockgraph.core"), others::toString);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            org.blockgraph.core | Import-Package | org.blockgraph.api | bounds
            org.blockgraph.core | Import-Package | org.osgi.framework;version=1.10 | bounds
            org.blockgraph.core | Import-Package | org.osgi.framework;version="[1,3)" | bounds
            org.blockgraph.core | Import-Package | org.osgi.framework;version="[1,2]" | bounds
            org.blockgraph.core | Import-Package | org.blockgraph.drivers.x;version="[1,2)" | driver's
            org.blockgraph.core | DynamicImport-Package | * | any
            org.blockgraph.shell | Require-Bundle | org.blockgraph.core | any
            org.blockgraph.core | Require-Capability | org.blockgraph.driver;filter:="(a=b)" | resolves
            org.blockgraph.core | Export-Package | org.blockgraph.core;version=1.0 | exports
            org.blockgraph.drivers.x | Export-Package | org.blockgraph.drivers.x;version=1.0 | exports
            """)
    void whatIsPlantedIsFound(String bundle, String header, String value, String complaint) {
        List<String> complaints = WiringCheck.of(bundle(bundle, header, value, bundle));
        assertEquals(1, complaints.size(), complaints::toString);
        assertTrue(complaints.get(0).startsWith(bundle + " "), complaints::toString);
        assertTrue(complaints.get(0).contains(complaint), complaints::toString);
    }

    @Test
    void aDriverUnderAnotherNameExportsNothingEither() {
        BuiltBundle bundle = bundle("planted", "Export-Package", "planted;version=1.0", "planted");
        assertEquals(List.of(), WiringCheck.of(bundle));
        bundle.headers().putValue("Provide-Capability", "osgi.service,org.blockgraph.driver;a=b");
        assertEquals(1, WiringCheck.of(bundle).size());
    }

    @Test
    void aCopyOfTheApiIsFound() {
        BuiltBundle bundle = bundle("planted", "Bundle-Name", "any", "org.blockgraph.api");
        assertEquals(List.of("planted holds classes of org.blockgraph.api"), WiringCheck.of(bundle));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock = """
            Import-Package     | org.blockgraph.api;version="[1.0,1.1)"
            Import-Package     | org.osgi.framework;version="[1.10,2)",javax.management
            Require-Capability | org.blockgraph.driver;effective:=active;filter:="(a=b)"
            """)
    void whatIsGoodPasses(String header, String value) {
        assertEquals(List.of(), WiringCheck.of(bundle("planted", header, value, "planted.part")));
    }

    @Test
    void aFolderIsReadAsItsJarWouldBe() throws IOException {
        Files.createDirectories(folder.resolve("META-INF"));
        Files.createDirectories(folder.resolve("planted/part"));
        Files.writeString(folder.resolve("planted/part/Planted.class"), "");
        Files.writeString(
                folder.resolve("META-INF/MANIFEST.MF"),
                "Manifest-Version: 1.0\nBundle-SymbolicName: planted;singleton:=true\n");
        BuiltBundle bundle = BuiltBundle.read(folder);
        assertEquals("planted", bundle.symbolicName());
        assertEquals(Set.of("planted.part"), bundle.packages());
    }

    private static BuiltBundle bundle(String name, String header, String value, String packageName) {
        Attributes headers = new Attributes();
        headers.putValue("Bundle-SymbolicName", name);
        headers.putValue(header, value);
        return new BuiltBundle(headers, Set.of(packageName));
    }
}
