// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaEnumConstant;
import com.tngtech.archunit.core.domain.JavaMethod;
import java.util.Optional;
import java.util.stream.Stream;
import org.blockgraph.api.rules.GlobalState;
import org.blockgraph.api.rules.Io;
import org.blockgraph.api.rules.LockNeed;

/** What the API says of one of its methods: of which half it is, and which lock its caller holds. */
record Operation(boolean global, LockNeed lock) {

    /** What a method says itself; where it carries both annotations, the stricter. */
    static Optional<Operation> declaredBy(JavaMethod method) {
        if (method.isAnnotatedWith(GlobalState.class)) {
            return Optional.of(new Operation(true, lock(method, GlobalState.class)));
        }
        if (method.isAnnotatedWith(Io.class)) {
            return Optional.of(new Operation(false, lock(method, Io.class)));
        }
        return Optional.empty();
    }

    /** What a method says, or the one that it overrides or implements. */
    static Optional<Operation> of(JavaMethod method) {
        JavaClass owner = method.getOwner();
        return Stream.concat(
                        Stream.of(method),
                        Stream.concat(
                                        owner.getAllRawSuperclasses().stream(),
                                        owner.getAllRawInterfaces().stream())
                                .flatMap(above -> above.getMethods().stream())
                                .filter(other -> overrides(method, other)))
                .flatMap(each -> declaredBy(each).stream())
                .findFirst();
    }

    private static boolean overrides(JavaMethod method, JavaMethod other) {
        return other.getName().equals(method.getName())
                && other.getRawParameterTypes().equals(method.getRawParameterTypes());
    }

    private static LockNeed lock(JavaMethod method, Class<?> annotation) {
        JavaAnnotation<?> found = method.getAnnotationOfType(annotation.getName());
        Object value = found.get("lock").orElseThrow();
        return LockNeed.valueOf(((JavaEnumConstant) value).name());
    }

    @Override
    public String toString() {
        return (global ? "@GlobalState" : "@Io") + "(" + lock + ")";
    }
}
