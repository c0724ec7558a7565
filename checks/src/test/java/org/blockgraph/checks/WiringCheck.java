// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import aQute.bnd.version.Version;
import aQute.bnd.version.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What a framework reads from a bundle's manifest: imports have a lower and an upper bound, nobody's wiring
 * leads to a driver, which could then not be refreshed alone, and a jar holds nothing but its own packages.
 */
final class WiringCheck {

    private static final List<String> UNBOUNDED = List.of("DynamicImport-Package", "Require-Bundle");

    private static final Set<String> SILENT = Set.of("org.blockgraph.core");

    private WiringCheck() {}

    static List<String> of(BuiltBundle bundle) {
        List<String> complaints = new ArrayList<>();
        for (String header : UNBOUNDED) {
            if (bundle.has(header)) {
                complaints.add(header + " can wire it to any bundle");
            }
        }
        bundle.parameters("Import-Package").forEach((name, attributes) -> {
            if (name.startsWith("org.") && !isBounded(attributes.getVersion())) {
                complaints.add("imports " + name + " without bounds up to the next major version");
            }
            if (name.startsWith("org.blockgraph.drivers.")) {
                complaints.add("imports " + name + ", a driver's package");
            }
        });
        if (bundle.isWiredToDrivers()) {
            complaints.add("requires a driver before it resolves");
        }
        if (bundle.has("Export-Package")
                && (bundle.isDriver() || SILENT.contains(bundle.symbolicName()))) {
            complaints.add("exports a package; others would be wired to it");
        }
        bundle.packages().stream()
                .filter(name -> !(name + ".").startsWith(bundle.symbolicName() + "."))
                .forEach(name -> complaints.add("holds classes of " + name));
        return complaints.stream()
                .map(complaint -> bundle.symbolicName() + " " + complaint)
                .sorted()
                .toList();
    }

    private static boolean isBounded(String version) {
        if (version == null || !VersionRange.isVersionRange(version)) {
            return false;
        }
        VersionRange range = new VersionRange(version);
        Version nextMajor = new Version(range.getLow().getMajor() + 1);
        return range.isRange()
                && (range.includeHigh()
                        ? range.getHigh().compareTo(nextMajor) < 0
                        : range.getHigh().compareTo(nextMajor) <= 0);
    }
}
