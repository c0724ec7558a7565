// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.lock;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The argument in the documentation covers every access of the memory model that the code makes, in the mode
 * that the code uses. A weaker mode cannot be seen to fail on every processor; here it is seen to differ.
 */
class AccessModesTest {

    private static final Path DOCUMENT = Path.of("../docs/graph-lock.md");
    private static final String INTERNAL = "org/blockgraph/lock/internal";

    /** A row of the table: a method or field in the first column, its accesses in the second. */
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `(\\w+\\.\\w+)` \\| ((?:`\\w+`(?:, )?)+) \\|");

    private static final Pattern MODE = Pattern.compile("`(\\w+)`");

    @Test
    void theDocumentGivesAReasonForEachAccess() throws Exception {
        Map<String, String> documented = new TreeMap<>();
        for (MatchResult row : ROW.matcher(Files.readString(DOCUMENT)).results().toList()) {
            documented.put(row.group(1), String.join(", ", MODE.matcher(row.group(2)).results()
                    .map(mode -> mode.group(1)).toList()));
        }
        Map<String, String> found = new TreeMap<>();
        for (ClassModel type : classes()) {
            collect(type, found);
        }
        assertTrue(found.size() > 10, () -> "found only " + found);
        assertEquals(lines(found), lines(documented));
    }

    private static String lines(Map<String, String> modes) {
        StringBuilder lines = new StringBuilder();
        modes.forEach((place, mode) -> lines.append(place).append(": ").append(mode).append('\n'));
        return lines.toString();
    }

    private static void collect(ClassModel type, Map<String, String> found) {
        String name = type.thisClass().asInternalName().replaceAll(".*[/$]", "");
        for (FieldModel field : type.fields()) {
            if (field.flags().has(AccessFlag.VOLATILE)) {
                found.put(name + "." + field.fieldName(), "volatile");
            }
        }
        for (MethodModel method : type.methods()) {
            List<String> modes = new ArrayList<>();
            method.code().ifPresent(code -> code.forEach(element -> {
                if (element instanceof InvokeInstruction call
                        && call.owner().asInternalName().equals("java/lang/invoke/VarHandle")) {
                    modes.add(call.name().stringValue());
                }
            }));
            if (!modes.isEmpty()) {
                found.put(name + "." + method.methodName(), String.join(", ", modes));
            }
        }
    }

    /** The classes of the lock as they are on the class path. */
    private static List<ClassModel> classes() throws IOException {
        Path folder = Path.of(Actor.class.getClassLoader()
                .getResource(INTERNAL + "/ReaderGate.class").getPath()).getParent();
        List<ClassModel> classes = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
                classes.add(ClassFile.of().parse(file));
            }
        }
        return classes;
    }
}
