// SPDX-License-Identifier: Apache-2.0
#include "prompt/line_editor.hpp"

#include <histedit.h>

#include <algorithm>
#include <clocale>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utility>

namespace hillock::prompt {

namespace {

constexpr int kMostHistory = 10'000; // lines
constexpr std::size_t kMostNames = 200;

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (static_cast<unsigned char>(c) & 0x80U);
}

std::string common_beginning(const std::vector<std::string>& names) {
    std::string common = names.front();
    for (const std::string& name : names)
        common.resize(static_cast<std::size_t>(
            std::mismatch(common.begin(), common.end(), name.begin(), name.end()).first - common.begin()));
    return common;
}

/// In columns, under the line that is edited.
void print_names(const std::vector<std::string>& names) {
    winsize size{};
    const std::size_t columns =
        ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
    std::size_t width = 0;
    for (const std::string& name : names)
        width = std::max(width, name.size() + 2);
    const std::size_t per_line = std::max<std::size_t>(columns / width, 1);
    const std::size_t shown = std::min(names.size(), kMostNames);
    std::string text = "\n";
    for (std::size_t k = 0; k < shown; ++k) {
        text += names[k] + std::string(width - names[k].size(), ' ');
        if ((k + 1) % per_line == 0 || k + 1 == shown)
            text += "\n";
    }
    if (shown < names.size())
        text += "... and " + std::to_string(names.size() - shown) + " more\n";
    std::fputs(text.c_str(), stdout);
    std::fflush(stdout);
}

} // namespace

struct LineEditor::Edit {
    EditLine* editor = nullptr;
    History* history = nullptr;
    std::string history_file;
    Complete complete;
    std::string prompt;
    bool interrupted = false;

    static Edit& of(EditLine* editor) {
        Edit* self = nullptr;
        el_get(editor, EL_CLIENTDATA, &self);
        return *self;
    }

    static char* show_prompt(EditLine* editor) { return of(editor).prompt.data(); }

    static unsigned char on_interrupt(EditLine* editor, int) {
        of(editor).interrupted = true;
        el_cursor(editor, static_cast<int>(el_line(editor)->lastchar - el_line(editor)->cursor));
        std::fputs("^C", stdout);
        std::fflush(stdout);
        return CC_NEWLINE;
    }

    static unsigned char on_tab(EditLine* editor, int) {
        const LineInfo* const info = el_line(editor);
        const std::string line(info->buffer, static_cast<std::size_t>(info->cursor - info->buffer));
        std::size_t begin = line.size();
        while (begin > 0 && is_name_character(line[begin - 1]))
            --begin;
        const std::vector<std::string> names = of(editor).complete(line);
        if (names.empty())
            return CC_REFRESH_BEEP;
        const std::string common = common_beginning(names);
        const std::string typed = line.substr(begin);
        if (common.size() > typed.size()) {
            el_insertstr(editor, common.substr(typed.size()).c_str());
            return CC_REFRESH;
        }
        if (names.size() == 1)
            return CC_REFRESH;
        print_names(names);
        return CC_REDISPLAY;
    }
};

LineEditor::LineEditor(const std::string& history_file, Complete complete) : edit_(std::make_unique<Edit>()) {
    std::setlocale(LC_CTYPE, ""); // names and comments may be in any language
    edit_->history_file = history_file;
    edit_->complete = std::move(complete);
    edit_->editor = el_init("hillock", stdin, stdout, stderr);
    edit_->history = history_init();
    HistEvent event{};
    history(edit_->history, &event, H_SETSIZE, kMostHistory);
    history(edit_->history, &event, H_SETUNIQUE, 1);
    if (!history_file.empty())
        history(edit_->history, &event, H_LOAD, history_file.c_str());

    EditLine* const editor = edit_->editor;
    el_set(editor, EL_CLIENTDATA, edit_.get());
    el_set(editor, EL_PROMPT, &Edit::show_prompt);
    el_set(editor, EL_EDITOR, "emacs");
    el_set(editor, EL_HIST, history, edit_->history);
    el_set(editor, EL_ADDFN, "hillock-complete", "complete the name", &Edit::on_tab);
    el_set(editor, EL_ADDFN, "hillock-interrupt", "give up the line", &Edit::on_interrupt);
    el_set(editor, EL_BIND, "^I", "hillock-complete", nullptr);
    el_set(editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    el_source(editor, nullptr); // ~/.editrc
    // While a line is edited Ctrl+C is a key: code of the user, which a signal would stop, does not run.
    el_set(editor, EL_SETTY, "-d", "-isig", nullptr);
    el_set(editor, EL_BIND, "^C", "hillock-interrupt", nullptr);
}

LineEditor::~LineEditor() {
    HistEvent event{};
    if (!edit_->history_file.empty()) {
        std::error_code ignored;
        std::filesystem::create_directories(std::filesystem::path(edit_->history_file).parent_path(),
                                            ignored);
        history(edit_->history, &event, H_SAVE, edit_->history_file.c_str());
    }
    history_end(edit_->history);
    el_end(edit_->editor);
}

LineEditor::Line LineEditor::read(const std::string& prompt) {
    edit_->prompt = prompt;
    edit_->interrupted = false;
    el_resize(edit_->editor);
    int length = 0;
    const char* const line = el_gets(edit_->editor, &length);
    if (edit_->interrupted) {
        std::fputs("\n", stdout);
        return {End::interrupted, ""};
    }
    if (line == nullptr || length <= 0)
        return {End::closed, ""};
    std::string text(line, static_cast<std::size_t>(length));
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r'))
        text.pop_back();
    HistEvent event{};
    if (text.find_first_not_of(" \t") != std::string::npos)
        history(edit_->history, &event, H_ENTER, text.c_str());
    return {End::line, text};
}

} // namespace hillock::prompt
