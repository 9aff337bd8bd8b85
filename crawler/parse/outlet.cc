#include "crawler/parse/outlet.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/ascii.h"
#include "crawler/parse/unicode.h"

namespace storyfold::crawler::parse {
namespace {

using Words = std::string_view;

constexpr std::array kOutletEndings{
    Words("报"),   Words("報"),   Words("网"),   Words("網"),     Words("社"),     Words("台"),
    Words("刊"),   Words("讯"),   Words("訊"),   Words("财经"),   Words("財經"),   Words("新闻"),
    Words("新聞"), Words("经济"), Words("周末"), Words("杂志"),   Words("雜誌"),   Words("在线"),
    Words("在線"), Words("传媒"), Words("视讯"), Words("客户端"), Words("公众号"), Words("频道"),
    Words("融媒"), Words("发布"), Words("快报"), Words("观察"),   Words("评论"),   Words("中国"),
    Words("电讯"), Words("日報"), Words("之家"), Words("见闻"),   Words("视频"),   Words("智库"),
    Words("头条"), Words("科技"), Words("界"),   Words("微博"),   Words("app"),    Words("APP")};

constexpr std::array kEnglishWords{
    Words("news"),    Words("times"),   Words("post"),     Words("daily"),     Words("herald"),
    Words("journal"), Words("tribune"), Words("press"),    Words("reuters"),   Words("bloomberg"),
    Words("bbc"),     Words("cnn"),     Words("guardian"), Words("telegraph"), Words("gazette"),
    Words("agency"),  Words("weekly"),  Words("magazine"), Words("standard"),  Words("chronicle"),
    Words("review"),  Words("wire"),    Words("xinhua"),   Words("caixin"),    Words("today")};

// Media words where they end a name of two words or more: "Harbor Ledger".
constexpr std::array kEnglishEndings{Words("ledger"),   Words("courier"),      Words("bulletin"),
                                     Words("dispatch"), Words("monitor"),      Words("observer"),
                                     Words("register"), Words("sentinel"),     Words("examiner"),
                                     Words("inquirer"), Words("enquirer"),     Words("advertiser"),
                                     Words("newswire"), Words("broadcasting"), Words("media"),
                                     Words("radio"),    Words("television"),   Words("tv")};

// The same, but a surname or a plain word too: only behind two words or "The".
constexpr std::array kEnglishDoubtfulEndings{
    Words("mail"),   Words("star"),  Words("sun"),    Words("mirror"), Words("globe"),
    Words("record"), Words("argus"), Words("echo"),   Words("world"),  Words("mercury"),
    Words("eagle"),  Words("voice"), Words("network")};

// What posts are filed under without being anyone's name.
constexpr std::array kTopics{
    Words("新闻"),         Words("资讯"),     Words("财经"),   Words("金融"), Words("国内"),
    Words("国際"),         Words("国际"),     Words("科技"),   Words("体育"), Words("娱乐"),
    Words("社会"),         Words("要闻"),     Words("股票"),   Words("证券"), Words("基金"),
    Words("期货"),         Words("银行"),     Words("保险"),   Words("宏观"), Words("公司"),
    Words("产业"),         Words("市场"),     Words("滚动"),   Words("快讯"), Words("头条"),
    Words("评论"),         Words("观点"),     Words("军事"),   Words("汽车"), Words("房产"),
    Words("健康"),         Words("教育"),     Words("文化"),   Words("生活"), Words("时政"),
    Words("经济"),         Words("传媒"),     Words("媒体"),   Words("报纸"), Words("要聞"),
    Words("未分类"),       Words("默认分类"), Words("互联网"), Words("News"), Words("Blog"),
    Words("Uncategorized")};

// The first ideographs of most Chinese names, by number of bearers, and the two-character ones.
constexpr std::string_view kSurnames =
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱"
    "戴严莫孔向常汤康易乔赖文庞樊殷施洪翟安倪颜牛温芦季俞章鲁葛伍申尤毕聂柴焦柳邢岳齐梅庄辛管祝左涂"
    "谷祁耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫查屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解"
    "強楊張劉陳黃趙吳孫馬羅鄭謝許韓馮鄧葉蘇呂盧鐘薑賈鄒陸賀龔邵錢戴嚴湯喬賴龐";
constexpr std::array kLongSurnames{Words("欧阳"), Words("司马"), Words("上官"), Words("诸葛"),
                                   Words("夏侯"), Words("皇甫"), Words("尉迟"), Words("公孙"),
                                   Words("慕容"), Words("司徒"), Words("东方"), Words("令狐"),
                                   Words("端木"), Words("南宫"), Words("歐陽")};

bool is_topic(std::string_view name) {
  return std::find(kTopics.begin(), kTopics.end(), name) != kTopics.end();
}

bool all_han(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    if (!is_han(point.value)) return false;
    at += point.size;
  }
  return !text.empty();
}

// Pinyin and the like: a category that only makes a URL.
bool is_slug(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = text.find_first_not_of(' ', at);
    if (begin == std::string_view::npos) break;
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    words.push_back(text.substr(begin, end - begin));
    at = end;
  }
  return words;
}

bool has_english_media_word(std::string_view name) {
  const std::string lower = ascii_lower(name);
  const auto words = words_of(lower);
  const auto ends_in = [&](const auto& endings) {
    return std::find(endings.begin(), endings.end(), words.back()) != endings.end();
  };
  if (words.size() >= 2 && ends_in(kEnglishEndings)) return true;
  const bool no_person = words.size() >= 3 || (words.size() == 2 && words.front() == "the");
  if (no_person && ends_in(kEnglishDoubtfulEndings)) return true;
  return std::any_of(words.begin(), words.end(), [](std::string_view word) {
    return std::find(kEnglishWords.begin(), kEnglishWords.end(), word) != kEnglishWords.end();
  });
}

// "上海证券报新闻" is the paper's news; "央视新闻" is a name.
std::string_view without_section(std::string_view category) {
  for (const Words section : {Words("新闻"), Words("资讯"), Words("快讯")}) {
    if (!category.ends_with(section)) continue;
    const std::string_view name = category.substr(0, category.size() - section.size());
    if (looks_like_outlet(name)) return name;
  }
  return category;
}

}  // namespace

bool looks_like_outlet(std::string_view name) {
  if (is_topic(name)) return false;
  if (std::any_of(kOutletEndings.begin(), kOutletEndings.end(),
                  [&](Words ending) { return name.ends_with(ending); })) {
    return count_code_points(name) >= 2;
  }
  return has_english_media_word(name);
}

bool looks_like_person(std::string_view name) {
  if (looks_like_outlet(name) || is_topic(name)) return false;
  if (all_han(name)) {
    const std::size_t characters = count_code_points(name);
    const bool long_surname =
        std::any_of(kLongSurnames.begin(), kLongSurnames.end(),
                    [&](Words surname) { return name.substr(0, surname.size()) == surname; });
    if (long_surname) return characters >= 3 && characters <= 4;
    return characters >= 2 && characters <= 3 &&
           kSurnames.find(name.substr(0, code_point_at(name, 0).size)) != std::string_view::npos;
  }
  const auto words = words_of(name);
  return words.size() >= 2 && words.size() <= 3 &&
         std::all_of(words.begin(), words.end(), [](std::string_view word) {
           return word[0] >= 'A' && word[0] <= 'Z' && word.size() > 1 &&
                  std::none_of(word.begin() + 1, word.begin() + 2,
                               [](unsigned char c) { return c >= 'A' && c <= 'Z'; });
         });
}

std::string outlet_of_post(const std::vector<std::string>& authors,
                           const std::vector<std::string>& categories) {
  const auto named = std::find_if(categories.begin(), categories.end(), [](const std::string& c) {
    return looks_like_outlet(without_section(c));
  });
  const bool by_person = !authors.empty() && looks_like_person(authors.front());
  if (!authors.empty() && !by_person) return authors.front();
  if (named != categories.end()) return std::string(without_section(*named));
  if (by_person) return {};  // a blog's topics are no outlet: the folder's name says more
  const auto meaningful = std::find_if(categories.begin(), categories.end(),
                                       [](const auto& c) { return !is_slug(c) && !is_topic(c); });
  return meaningful == categories.end() ? std::string{} : *meaningful;
}

}  // namespace storyfold::crawler::parse
