/** The townships of Lankao, and names for villages that do not exist. */
import { seedFor, uniformAt } from '../models/noise.ts';

export interface Township {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
  /** Near enough for weather and sun. */
  readonly latitude: number;
  readonly longitude: number;
}

function township(name: string, nameEn: string, latitude: number, longitude: number): Township {
  return { id: nameEn.toLowerCase(), name, nameEn, latitude, longitude };
}

/** Spread over the county from the first on, so that a few of them are a small county. */
export const townships: readonly Township[] = [
  township('谷营', 'Guying', 34.889, 114.724),
  township('东坝头', 'Dongbatou', 34.908, 114.789),
  township('红庙', 'Hongmiao', 34.748, 114.812),
  township('仪封', 'Yifeng', 34.832, 114.969),
  township('考城', 'Kaocheng', 34.731, 114.965),
  township('葡萄架', 'Putaojia', 34.866, 114.908),
  township('堌阳', 'Guyang', 34.925, 114.931),
  township('南彰', 'Nanzhang', 34.702, 115.028),
  township('三义寨', 'Sanyizhai', 34.806, 114.726),
  township('闫楼', 'Yanlou', 34.779, 114.876),
  township('小宋', 'Xiaosong', 34.772, 115.021),
  township('许河', 'Xuhe', 34.742, 114.893),
  township('孟寨', 'Mengzhai', 34.692, 114.938),
  township('兰阳', 'Lanyang', 34.838, 114.826),
  township('桐乡', 'Tongxiang', 34.822, 114.852),
  township('惠安', 'Huian', 34.812, 114.801),
];

const families =
  '赵zhao 张zhang 李li 王wang 刘liu 陈chen 杨yang 黄huang 周zhou 吴wu 孙sun 马ma 朱zhu 胡hu 郭guo 何he 高gao 林lin 罗luo 郑zheng 梁liang 谢xie 唐tang 韩han 曹cao 邓deng 冯feng 彭peng 曾zeng 萧xiao 田tian 董dong 潘pan 袁yuan 蔡cai 余yu 杜du 叶ye 程cheng 魏wei';
const endings =
  '庄zhuang 寨zhai 岗gang 楼lou 营ying 店dian 集ji 口kou 堂tang 庙miao 园yuan 屯tun 坊fang 桥qiao 堤di 湾wan';

function pairs(text: string): { readonly zh: string; readonly pinyin: string }[] {
  return text.split(' ').map((word) => ({ zh: word.charAt(0), pinyin: word.slice(1) }));
}

export interface VillageName {
  readonly id: string;
  readonly name: string;
  readonly nameEn: string;
}

/** Names that a township can give; past them there are no more villages. */
const villageNames: readonly VillageName[] = pairs(families).flatMap((family) =>
  pairs(endings).map((ending) => {
    const pinyin = family.pinyin + ending.pinyin;
    return {
      id: pinyin,
      name: family.zh + ending.zh,
      nameEn: pinyin.charAt(0).toUpperCase() + pinyin.slice(1),
    };
  }),
);

export const villagesPerTownshipMax = villageNames.length;

/** Village names of a township, each once, in an order of their own. */
export function villageNamesOf(township: Township, seed: number): readonly VillageName[] {
  const own = seedFor(seed, `names ${township.id}`);
  return villageNames
    .map((name, index) => ({ name, draw: uniformAt(own, index) }))
    .sort((a, b) => a.draw - b.draw)
    .map(({ name }) => name);
}
