// Copyright the Blockgraph authors.
// SPDX-License-Identifier: Apache-2.0

package org.blockgraph.checks.locks;

import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.ExceptionCatch;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LineNumber;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The instructions of a method, numbered, with what the tables beside them say.
 *
 * @param lines the source line of each instruction
 * @param handlers where each instruction goes when it throws
 */
record Body(
        List<Instruction> code,
        List<Integer> lines,
        List<List<Integer>> handlers,
        Map<Label, Integer> at,
        int locals) {

    static Body of(CodeModel model) {
        List<Instruction> code = new ArrayList<>();
        List<Integer> lines = new ArrayList<>();
        List<ExceptionCatch> catches = new ArrayList<>();
        Map<Label, Integer> at = new HashMap<>();
        int line = 0;
        for (CodeElement element : model) {
            switch (element) {
                case Instruction instruction -> {
                    code.add(instruction);
                    lines.add(line);
                }
                case LineNumber number -> line = number.line();
                case LabelTarget target -> at.put(target.label(), code.size());
                case ExceptionCatch handler -> catches.add(handler);
                default -> { }
            }
        }
        List<List<Integer>> handlers = new ArrayList<>();
        for (int i = 0; i < code.size(); i++) {
            int place = i;
            List<ExceptionCatch> around = catches.stream()
                    .filter(each -> at.get(each.tryStart()) <= place && place < at.get(each.tryEnd()))
                    .toList();
            handlers.add(reached(around).stream().map(each -> at.get(each.handler())).toList());
        }
        return new Body(code, lines, handlers, at, ((CodeAttribute) model).maxLocals());
    }

    /** Those up to the first that catches everything. */
    private static List<ExceptionCatch> reached(List<ExceptionCatch> around) {
        for (int i = 0; i < around.size(); i++) {
            boolean everything = around.get(i)
                    .catchType()
                    .map(type -> type.asInternalName().equals("java/lang/Throwable"))
                    .orElse(true);
            if (everything) {
                return around.subList(0, i + 1);
            }
        }
        return around;
    }

    /** The names and descriptors of the methods that it calls. */
    List<String> called() {
        return code.stream()
                .filter(InvokeInstruction.class::isInstance)
                .map(InvokeInstruction.class::cast)
                .map(each -> each.name().stringValue() + each.type().stringValue())
                .toList();
    }

    int target(Label label) {
        return at.get(label);
    }
}
