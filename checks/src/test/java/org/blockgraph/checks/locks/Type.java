// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.classfile.AnnotationElement;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.AttributedElement;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.RuntimeInvisibleAnnotationsAttribute;
import java.lang.classfile.attribute.SourceFileAttribute;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.reflect.AccessFlag;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A class of the project.
 *
 * @param above its superclass and interfaces
 * @param foreign whether it is implemented by those who use the project, so that calling it runs their code
 * @param methods by name and descriptor
 */
record Type(String name, List<String> above, boolean foreign, Map<String, Method> methods) {

    /** A method as it is declared in its class. */
    static final class Method {
        final MethodId id;
        final boolean isStatic;
        final boolean isAbstract;
        final boolean isPrivate;
        final boolean isSynthetic;
        final Optional<Need> need;
        final String source;
        private final MethodModel model;
        private Body body;

        Method(MethodId id, MethodModel model, String source) {
            this.id = id;
            this.model = model;
            this.source = source;
            this.isStatic = model.flags().has(AccessFlag.STATIC);
            this.isAbstract = model.code().isEmpty();
            this.isPrivate = model.flags().has(AccessFlag.PRIVATE);
            this.isSynthetic = model.flags().has(AccessFlag.SYNTHETIC);
            this.need = Type.need(model);
        }

        /** Read when it is wanted first. */
        Body body() {
            if (body == null) {
                body = Body.of(model.code().orElseThrow());
            }
            return body;
        }

        @Override
        public String toString() {
            return id.toString();
        }
    }

    Optional<Method> method(MethodId id) {
        return Optional.ofNullable(methods.get(id.name() + id.descriptor()));
    }

    static Type parse(byte[] bytes) {
        ClassModel model = ClassFile.of().parse(bytes);
        String name = model.thisClass().asInternalName();
        String source = model.findAttribute(Attributes.sourceFile())
                .map(SourceFileAttribute::sourceFile)
                .map(Object::toString)
                .orElse("?");
        List<String> above = new ArrayList<>();
        model.superclass().map(ClassEntry::asInternalName).ifPresent(above::add);
        model.interfaces().forEach(each -> above.add(each.asInternalName()));
        Map<String, Method> methods = new LinkedHashMap<>();
        for (MethodModel each : model.methods()) {
            String descriptor = each.methodType().stringValue();
            String plain = each.methodName().stringValue();
            methods.put(plain + descriptor, new Method(new MethodId(name, plain, descriptor), each, source));
        }
        boolean foreign = name.startsWith("org/blockgraph/api/")
                && annotations(model).anyMatch(each ->
                        each.className().equalsString("Lorg/osgi/annotation/versioning/ConsumerType;"));
        return new Type(name, above, foreign, methods);
    }

    private static Optional<Need> need(MethodModel method) {
        return annotations(method)
                .flatMap(each -> Need.of(each.className().stringValue(), lock(each.elements())).stream())
                .findFirst();
    }

    private static Optional<String> lock(List<AnnotationElement> elements) {
        return elements.stream()
                .filter(each -> each.name().equalsString("lock"))
                .map(each -> ((AnnotationValue.OfEnum) each.value()).constantName().stringValue())
                .findFirst();
    }

    private static Stream<java.lang.classfile.Annotation> annotations(AttributedElement element) {
        return element.findAttribute(Attributes.runtimeInvisibleAnnotations())
                .map(RuntimeInvisibleAnnotationsAttribute::annotations)
                .stream()
                .flatMap(List::stream);
    }
}
